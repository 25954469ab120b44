package dev.mailwarden.scan.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReaderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10); // a busy machine

    private final HtmlReader reader = new HtmlReader(HtmlLimits.STANDARD);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p style='display:none'>unseen</p>",
                "<p style='DISPLAY : NONE !important'>unseen</p>",
                "<div style='visibility:hidden'><b>unseen</b></div>",
                "<span style='font-size:0'>unseen</span>",
                "<span style='font-size:1px'>unseen</span>",
                "<span style='font-size:0pt;line-height:0'>unseen</span>",
                "<span style='font:0px Arial'>unseen</span>",
                "<font color='#ffffff'>unseen</font>",
                "<font color=white>unseen</font>",
                "<span style='color:#FFF'>unseen</span>",
                "<span style='color:rgb(255, 255, 254)'>unseen</span>",
                "<span style='color:rgba(0,0,0,0)'>unseen</span>",
                "<span style='color:transparent'>unseen</span>",
                "<table bgcolor='#102030'><tr><td><font color='#102031'>unseen</font></table>",
                "<div style='background:#333'><p><i style='color:#333333'>unseen</i></p></div>",
                "<body text=white>unseen",
                "<p style='opacity:0'>unseen</p>",
                "<p style='position:absolute;left:-9999px'>unseen</p>",
                "<p style='text-indent:-5000px'>unseen</p>",
                "<div style='height:0;overflow:hidden'>unseen</div>",
                "<div style='max-height:0px; overflow:hidden'>unseen</div>",
                "<div style='width:1px;overflow:hidden'>unseen</div>",
                "<span style='mso-hide:all'>unseen</span>",
                "<p hidden>unseen</p>",
                "<style>.x{display:none}</style><p class='a x'>unseen</p>",
                "<style>#x, #y {visibility:hidden}</style><p id=y>unseen</p>",
                "<style>em{font-size:0}</style><em>unseen</em>",
                "<style>p.x{color:#fff}</style><p class=x>unseen</p>",
                "<style>@media screen { .x{display:none} }</style><p class=x>unseen</p>",
                "<style><!-- /* a */ .x{display:none} --></style><p class=x>unseen</p>",
                "<input type=hidden value=unseen>"
            })
    void keepsHiddenTextApart(String html) {
        HtmlText text = reader.read(html + "<p style='color:black'>seen</p>");
        assertThat(text.visible()).isEqualTo("seen");
        assertThat(text.hidden()).isEqualTo("unseen");
        assertThat(text.findings()).contains(HtmlFinding.HIDDEN_TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>shown</p>",
                "<p style='display:block'>shown</p>",
                "<div style='visibility:hidden'><b style='visibility:visible'>shown</b></div>",
                "<div style='font-size:0'><b style='font-size:14px'>shown</b></div>",
                "<table bgcolor=black><tr><td><font color=white>shown</font></table>",
                "<div style='background:url(a.png) #fff'><i style='color:#fff'>shown</i></div>",
                "<p style='left:-20px'>shown</p>",
                "<style>.x{display:none}</style><p class=y>shown</p>",
                "<style>div > .x{display:none}</style><p class=x>shown</p>",
                "<p style='height:0'>shown</p>",
                "<p style='color:nonsense;font-size:huge'>shown</p>",
                "<noscript>shown</noscript>"
            })
    void doesNotHideWhatIsShown(String html) {
        HtmlText text = reader.read(html);
        assertThat(text.visible()).isEqualTo("shown");
        assertThat(text.hidden()).isEmpty();
    }

    @Test
    void showsBlocksAsLinesAndPicturesByTheirText() {
        HtmlText text =
                reader.read(
                        "<title>t</title><h1>One</h1><p>two <b>th</b>ree<br>four</p>"
                                + "<table><tr><td>a<td>b<tr><td>c</table><img alt='five' src=x>");
        assertThat(text.visible()).isEqualTo("One\ntwo three\nfour\na b\nc\nfive");
        assertThat(text.hidden()).isEmpty();
    }

    @Test
    void leavesOutCharactersThatNobodySees() {
        HtmlText text = reader.read("<p>pass&#8203;wo&shy;rd \u202eabc &#x1F468;&#8205;&#x1F469;");
        assertThat(text.visible()).isEqualTo("password abc \ud83d\udc68\ud83d\udc69");
        assertThat(text.findings()).containsExactly(HtmlFinding.INVISIBLE_CHARACTERS);
    }

    @Test
    void namesEverythingThatAPagePointsTo() {
        HtmlText text =
                reader.read(
                        "<base href='http://b/'><meta http-equiv=Refresh content=\"0; URL='http://r/'\">"
                                + "<a href=' htt\np://l/ '>to <b>bank</b></a><form action=http://f/>"
                                + "<input type=password></form><img src=http://i/ alt=pic>"
                                + "<iframe src=http://s/></iframe>");
        assertThat(text.links())
                .containsExactly(
                        new HtmlLink(HtmlLink.Kind.BASE, "http://b/", ""),
                        new HtmlLink(HtmlLink.Kind.REFRESH, "http://r/", ""),
                        new HtmlLink(HtmlLink.Kind.LINK, "http://l/", "to bank"),
                        new HtmlLink(HtmlLink.Kind.FORM, "http://f/", ""),
                        new HtmlLink(HtmlLink.Kind.IMAGE, "http://i/", "pic"),
                        new HtmlLink(HtmlLink.Kind.RESOURCE, "http://s/", ""));
        assertThat(text.findings())
                .containsExactlyInAnyOrder(
                        HtmlFinding.BASE,
                        HtmlFinding.REFRESH,
                        HtmlFinding.FORM,
                        HtmlFinding.PASSWORD_FIELD,
                        HtmlFinding.ACTIVE_CONTENT);
    }

    @Test
    void takesObjectsOutOfThePage() {
        HtmlText text =
                reader.read("<a href='DATA:text/HTML;base64,PGI+\n'>x</a><img src='data:,a%20b'>");
        assertThat(text.embedded())
                .extracting(EmbeddedObject::mediaType)
                .containsExactly("text/html", "text/plain");
        assertThat(text.embedded().get(1).octets()).isEqualTo("a b".getBytes(ISO_8859_1));
        assertThat(text.embedded().get(0).octets()).isEqualTo("<b>".getBytes(ISO_8859_1));
    }

    @Test
    void keepsCommentsApart() {
        HtmlText text = reader.read("<!-- one --><!--[if mso]><p>two</p><![endif]-->three");
        assertThat(text.visible()).isEqualTo("three");
        assertThat(text.comments()).contains("one").contains("two");
        assertThat(text.findings()).containsExactly(HtmlFinding.CONDITIONAL_COMMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div>",
                "<b>",
                "<a href=x>",
                "<table><tr><td>",
                "<i><p>",
                "<font color=red>",
                "<ul><li>",
                "<svg>",
                "<select>",
                "<form>",
                "<!--",
                "<style>a{",
                "<template>",
                "<"
            })
    void aMillionElementsInOneAnotherDoNotStopIt(String tag) {
        long start = System.nanoTime();
        HtmlText text = reader.read("first" + tag.repeat(1_000_000));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(text.visible()).startsWith("first");
        assertThat(text.findings()).contains(HtmlFinding.LIMIT_REACHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {" a=b", " x%d=y", " style='color:red'", " class='a b c'"})
    void manyAttributesDoNotStopIt(String attribute) {
        var page = new StringBuilder("<p");
        for (int i = 0; i < 100_000; i++) {
            page.append(attribute.replace("%d", Integer.toString(i)));
        }
        long start = System.nanoTime();
        assertThat(reader.read(page + ">text").visible()).isEqualTo("text");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }

    @Test
    void hostileMailsTakeNoSecond() throws IOException {
        Path archive = shared().resolve("suites/hostile.tar.gz");
        assumeTrue(Files.exists(archive), () -> "no test data at " + archive);
        List<String> files = TarText.read(archive, List.of("wooyun-email-xss", "httpleaks"));
        assertThat(files).hasSizeGreaterThan(100);
        for (String file : files) {
            long start = System.nanoTime();
            assertThat(reader.read(file)).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        }
    }

    private static Path shared() {
        String set =
                System.getProperty(
                        "MAILWARDEN_SHARED",
                        System.getenv().getOrDefault("MAILWARDEN_SHARED", "../../shared"));
        return Path.of(set);
    }

    /** Plain files of a compressed tar archive. */
    private static final class TarText {

        static List<String> read(Path archive, List<String> directories) throws IOException {
            byte[] tar;
            try (var in = new GZIPInputStream(Files.newInputStream(archive))) {
                tar = in.readAllBytes();
            }
            var files = new ArrayList<String>();
            int at = 0;
            while (at + 512 <= tar.length && tar[at] != 0) {
                String name = new String(tar, at, 100, ISO_8859_1);
                String octal = new String(tar, at + 124, 12, ISO_8859_1).replace("\0", "").strip();
                int size = Integer.parseInt(octal, 8);
                if (directories.stream().anyMatch(name::contains)) {
                    files.add(new String(tar, at + 512, size, ISO_8859_1));
                }
                at += 512 + (size + 511) / 512 * 512;
            }
            return files;
        }
    }
}
