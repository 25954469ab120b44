package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.policy.Template;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NOTE-2: what templates become. */
class CompiledTemplateTest {

    private static final List<MacroValues.Item> TWO =
            List.of(
                    new MacroValues.Item("a.exe", "Virus <1>"),
                    new MacroValues.Item("b.exe", "Virus 2"));

    private static MacroValues values(Map<Macro, String> some, List<MacroValues.Item> items) {
        Map<Macro, String> values = new EnumMap<>(Macro.class);
        values.putAll(some);
        return new MacroValues(values, items);
    }

    private static String text(String template, MacroValues values) {
        return CompiledTemplate.of(new Template("", template, "")).text(values);
    }

    @ParameterizedTest
    @EnumSource(
            value = Macro.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DATA_BEGIN", "DATA_END", "OBJECT_NAME", "FINDING"})
    void everyMacroStandsForItsValue(Macro macro) {
        assertThat(text("[%" + macro + "%]", values(Map.of(macro, "it"), List.of())))
                .isEqualTo("[it]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%NO_SUCH%", "a %subject% %X%", "%DATE1%", "%SUBJECT%%Y%"})
    void anUnknownMacroIsAnErrorWhenTheTemplateIsRead(String template) {
        if (template.contains("subject")) {
            template = template.replace("%X%", "%XX%");
        }
        String read = template;
        assertThatThrownBy(() -> CompiledTemplate.of(new Template("", read, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no macro is called %");
        assertThatThrownBy(() -> CompiledTemplate.of(new Template("", "", read)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompiledTemplate.of(new Template(read, "", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"100 % sure, 100 % sure", "100%%, 100%", "50% of all%, 50% of all%", "%%%%, %%"})
    void percentSignsMayStandForThemselves(String template, String expected) {
        assertThat(text(template, values(Map.of(), List.of()))).isEqualTo(expected);
    }

    @Test
    void aBlockIsRepeatedForEachObject() {
        assertThat(
                        text(
                                "%SUBJECT%: %DATA_BEGIN%%OBJECT_NAME%=%FINDING% of %SUBJECT%;"
                                        + " %DATA_END%end",
                                values(Map.of(Macro.SUBJECT, "s"), TWO)))
                .isEqualTo("s: a.exe=Virus <1> of s; b.exe=Virus 2 of s; end");
        assertThat(text("-%DATA_BEGIN%x%DATA_END%-", values(Map.of(), List.of()))).isEqualTo("--");
    }

    @Test
    void outsideOfABlockAllObjectsAreNamed() {
        assertThat(text("%OBJECT_NAME%: %FINDING%", values(Map.of(), TWO)))
                .isEqualTo("a.exe, b.exe: Virus <1>, Virus 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%DATA_BEGIN%",
                "%DATA_END%",
                "%DATA_BEGIN%%DATA_BEGIN%%DATA_END%%DATA_END%",
                "%DATA_END%%DATA_BEGIN%"
            })
    void aBlockBeginsAndEndsOnce(String template) {
        assertThatThrownBy(() -> CompiledTemplate.of(new Template("", template, "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesAreEscapedForHtmlAndTheTemplateIsNot() {
        var template = new Template("", "", "<b>%FINDING%</b><p title='%SUBJECT%'>");
        assertThat(
                        CompiledTemplate.of(template)
                                .html(values(Map.of(Macro.SUBJECT, "'\"&<script>"), TWO)))
                .isEqualTo(
                        "<b>Virus &lt;1&gt;, Virus 2</b><p title='&#39;&quot;&amp;&lt;script&gt;'>");
    }

    @Test
    void htmlIsMadeFromTheTextIfThereIsNone() {
        var template = CompiledTemplate.of(new Template("", "a < b\r\n%SUBJECT%\n", ""));
        assertThat(template.hasHtml()).isFalse();
        assertThat(template.html(values(Map.of(Macro.SUBJECT, "<x>"), List.of())))
                .isEqualTo("a &lt; b<br>\r\n&lt;x&gt;<br>\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Re: Fwd: invoice.pdf | Re: Fwd: invoice.pdf",
                "http://evil.example/a | http : //evil . example/a",
                "HTTPS://EVIL.example | HTTPS : //EVIL . example",
                "see www.evil.example now | see www . evil . example now",
                "evil.example/login | evil . example/login",
                "mailto:a@evil.example | mailto : a@evil . example",
                "javascript:alert(1) | javascript : alert(1)",
                "x\\evil.example | x\\evil . example",
                "at 10:30 | at 10:30"
            })
    void linksInWhatStrangersWroteAreInactive(String value, String expected) {
        assertThat(text("%SUBJECT%", values(Map.of(Macro.SUBJECT, value), List.of())))
                .isEqualTo(expected);
        assertThat(
                        text(
                                "%OBJECT_NAME%",
                                values(Map.of(), List.of(new MacroValues.Item(value, "")))))
                .isEqualTo(expected);
    }

    @Test
    void valuesAreOneLineAndReadInTheirOwnDirection() {
        assertThat(
                        CompiledTemplate.of(new Template("%SUBJECT%", "", ""))
                                .subject(
                                        values(
                                                Map.of(
                                                        Macro.SUBJECT,
                                                        "a\r\nBcc: x@y.example\u2028\u202etxt.exe"),
                                                List.of())))
                .isEqualTo("a  Bcc: x@y.example  txt.exe");
    }

    @Test
    void valuesAndBlocksAreBounded() {
        List<MacroValues.Item> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(new MacroValues.Item("n" + i, "f"));
        }
        var values = values(Map.of(Macro.SUBJECT, "😀".repeat(2_000)), many);
        assertThat(text("%SUBJECT%", values)).hasSizeLessThanOrEqualTo(MacroValues.MAX_VALUE);
        assertThat(text("%DATA_BEGIN%x%DATA_END%", values)).hasSize(MacroValues.MAX_ITEMS);
        String big = "x".repeat(CompiledTemplate.MAX + 1);
        assertThatThrownBy(() -> CompiledTemplate.of(new Template("", big, "")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
