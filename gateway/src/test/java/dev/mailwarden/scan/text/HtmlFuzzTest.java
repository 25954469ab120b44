package dev.mailwarden.scan.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages as any stranger may send them. */
@Fuzzes({HtmlReader.class})
class HtmlFuzzTest {

    private static final HtmlReader READER = new HtmlReader(HtmlLimits.STANDARD);

    @MethodSource("pages")
    @FuzzTest
    void everyPageComesApart(byte[] octets) {
        String page = new String(octets, UTF_8);
        HtmlText text = READER.read(page);
        assertThat(READER.read(page).visible()).isEqualTo(text.visible());
        assertThat(text.hidden().isEmpty())
                .isEqualTo(!text.findings().contains(HtmlFinding.HIDDEN_TEXT));
    }

    static Stream<byte[]> pages() {
        return Stream.of(
                        "<p style='display:none;color:rgb(1,2'>a<style>.x{color:#ff</style>",
                        "<a href='data:text/html;base64,====%zz'>b</a><meta http-equiv=refresh url>",
                        "<!--[if mso]><table bgcolor=#1><font color=rgb()><td style='font:0 ;;:x'>",
                        "")
                .map(text -> text.getBytes(UTF_8));
    }
}
