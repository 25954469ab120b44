package dev.mailwarden.scan.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Condition.Patterns;
import dev.mailwarden.policy.Condition.Place;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Asked;
import dev.mailwarden.scan.ContainerOpener;
import dev.mailwarden.scan.FakeOpener;
import dev.mailwarden.scan.Look;
import dev.mailwarden.scan.Policies;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.Scanner;
import dev.mailwarden.scan.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentModuleTest {

    private static final String MAIL =
            """
            From: "Bob \u00dcber" <bob@from.example>
            To: list@to.example, "X" <x@other.example>
            Cc: carol@third.example
            Subject: =?utf-8?Q?Quarterly_r=C3=A9sum=C3=A9?=
            X-Mailer: Bulk Sender 3
            Content-Type: text/plain; charset=utf-8

            The password is s3cret, and the pro\u00adject is 4711.
            """;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Scanner scanner =
            new Scanner(List.of(new ContentModule()), threads, System::nanoTime, 2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Patterns texts(String... texts) {
        return new Patterns(List.of(texts), List.of(), List.of(), List.of());
    }

    private static Patterns masks(String... masks) {
        return new Patterns(List.of(), List.of(masks), List.of(), List.of());
    }

    private static Condition in(Place place, Patterns patterns) {
        return new Condition.Text(place, "", true, patterns);
    }

    private static Condition notIn(Place place, Patterns patterns) {
        return new Condition.Text(place, "", false, patterns);
    }

    private static Condition type(boolean among, boolean inside, String... types) {
        return new Condition.Type(among, List.of(types), List.of(), inside);
    }

    private static Expression expression(
            String name, Action action, boolean all, Condition... conditions) {
        return new Expression(
                name, true, Reaction.of(action), all, List.of(conditions), HeaderActions.NONE);
    }

    private static Scan rule(boolean strictest, Expression... expressions) {
        return new Scan(
                Map.of(ModuleName.CONTENT, Map.of(Status.ERROR, Reaction.NONE)),
                Policies.ANTIVIRUS,
                new Scan.Content(strictest, List.of(expressions)));
    }

    private ModuleResult look(String mail, Condition... conditions) throws Exception {
        return look(mail, rule(false, expression("e", Action.SKIP, true, conditions)));
    }

    private ModuleResult look(String mail, Scan rule) throws Exception {
        return look(mail, Policies.of(rule), rule, Limits.DEFAULT, ContainerOpener.NONE);
    }

    private ModuleResult look(
            String mail, Policy policy, Scan rule, Limits limits, ContainerOpener opener)
            throws Exception {
        byte[] octets = mail.replace("\n", "\r\n").getBytes(UTF_8);
        try (Subject subject = Samples.subject(octets, limits, opener)) {
            return scanner.scan(subject, policy, List.of(Asked.of(rule)))
                    .getFirst()
                    .of(ModuleName.CONTENT)
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUBJECT, r\u00c9sum\u00c9, true",
        "SUBJECT, =?utf-8?q?quarterly, true",
        "SUBJECT, password, false",
        "BODY, PASSWORD, true",
        "BODY, project is, true",
        "BODY, Quarterly, false",
        "SENDER, a@from.example, true",
        "SENDER, bob@from.example, true",
        "SENDER, \u00fcber, true",
        "SENDER, list@, false",
        "RECIPIENT, b@to.example, true",
        "RECIPIENT, list@to.example, true",
        "RECIPIENT, carol, false",
        "CC, carol, true",
        "CC, list, false"
    })
    void findsTextWhereverItStandsCaseAside(Place place, String text, boolean matches)
            throws Exception {
        assertThat(look(MAIL, in(place, texts(text))).status())
                .isEqualTo(matches ? Status.MATCHED : Status.NOT_DETECTED);
        assertThat(look(MAIL, notIn(place, texts(text))).status())
                .isEqualTo(matches ? Status.NOT_DETECTED : Status.MATCHED);
    }

    @ParameterizedTest
    @CsvSource({
        "SENDER, *@from.example, true",
        "SENDER, bob@*, true",
        "SENDER, *@from, false",
        "RECIPIENT, ?@other.example, true",
        "RECIPIENT, x@other.exampl?, true",
        "RECIPIENT, x@other.example?, false",
        "SUBJECT, quarterly*, true",
        "SUBJECT, quarterly, false"
    })
    void masksMatchTheWhole(Place place, String mask, boolean matches) throws Exception {
        assertThat(look(MAIL, in(place, masks(mask))).status())
                .isEqualTo(matches ? Status.MATCHED : Status.NOT_DETECTED);
    }

    @Test
    void findsHeaderFieldsOfAnyName() throws Exception {
        var mailer = new Condition.Text(Place.HEADER, "x-mailer", true, texts("bulk"));
        assertThat(look(MAIL, mailer).status()).isEqualTo(Status.MATCHED);
        var other = new Condition.Text(Place.HEADER, "X-Other", true, texts("bulk"));
        assertThat(look(MAIL, other).status()).isEqualTo(Status.NOT_DETECTED);
        var none = new Condition.Text(Place.HEADER, "X-Other", false, texts("bulk"));
        assertThat(look(MAIL, none).status()).isEqualTo(Status.MATCHED);
    }

    @Test
    void expressionsAreLinearInTime() throws Exception {
        var slow = new Patterns(List.of(), List.of(), List.of("(a*)*b"), List.of());
        String mail = "Subject: x\n\n" + ("a".repeat(900) + "\n").repeat(200);
        assertThat(look(mail, in(Place.BODY, slow)).status()).isEqualTo(Status.NOT_DETECTED);
        var number = new Patterns(List.of(), List.of(), List.of("project\\s+is \\d{4}"), List.of());
        assertThat(look(MAIL, in(Place.BODY, number)).status()).isEqualTo(Status.MATCHED);
    }

    @Test
    void whatStandsInPagesIsFoundAsItIsSeen() throws Exception {
        String mail = "Content-Type: text/html\n\n<p>pass<b>word</b></p>\n";
        assertThat(look(mail, in(Place.BODY, texts("password"))).status())
                .isEqualTo(Status.MATCHED);
    }

    @Test
    void thousandsOfTextsAreFoundInOnePass() throws Exception {
        var many =
                new Patterns(
                        IntStream.range(0, 10_000).mapToObj(i -> "word number " + i).toList(),
                        List.of(),
                        List.of(),
                        List.of());
        String mail = "Subject: x\n\n" + "word number x\n".repeat(100_000);
        assertThat(look(mail, in(Place.BODY, many)).status()).isEqualTo(Status.NOT_DETECTED);
        assertThat(look(mail + "Word Number 9999\n", in(Place.BODY, many)).status())
                .isEqualTo(Status.MATCHED);
    }

    @Test
    void dictionariesAddTheirTexts() throws Exception {
        Scan rule =
                rule(
                        false,
                        expression(
                                "e",
                                Action.SKIP,
                                true,
                                in(
                                        Place.BODY,
                                        new Patterns(
                                                List.of(), List.of(), List.of(), List.of("d")))));
        Protection protection = Policies.of(rule).protection();
        Policy policy =
                Policies.of(
                        protection, Map.of("d", new Dictionary.Texts("", texts("s3cret"))), rule);
        assertThat(look(MAIL, policy, rule, Limits.DEFAULT, ContainerOpener.NONE).status())
                .isEqualTo(Status.MATCHED);
        assertThat(ContentModule.problems(policy)).isEmpty();
        Policy without = Policies.of(protection, Map.of(), rule);
        assertThat(ContentModule.problems(without)).hasSize(1);
        assertThat(look(MAIL, without, rule, Limits.DEFAULT, ContainerOpener.NONE).text())
                .isEqualTo("Error (internal)");
    }

    @Test
    void theStatusSaysWhatKindOfConditionDecided() throws Exception {
        String mail = Samples.withAttachment("run.exe", Samples.program());
        Condition size = new Condition.SizeOver(100);
        Condition name = in(Place.ATTACHMENT_NAME, masks("*.exe"));
        Condition format = type(true, false, "executables");
        assertThat(look(mail, size).status()).isEqualTo(Status.SIZE_EXCEEDED);
        assertThat(look(mail, name).status()).isEqualTo(Status.BANNED_FILE_NAME);
        assertThat(look(mail, format).status()).isEqualTo(Status.BANNED_FILE_FORMAT);
        assertThat(look(mail, name, format).status()).isEqualTo(Status.MATCHED);
        assertThat(look(mail, new Condition.SizeOver(1 << 20)).status())
                .isEqualTo(Status.NOT_DETECTED);
    }

    @Test
    void findingsNameTheExpressionAndThePart() throws Exception {
        String mail = Samples.withAttachment("run.exe", Samples.program());
        ModuleResult result =
                look(mail, new Condition.SizeOver(100), in(Place.ATTACHMENT_NAME, masks("*.exe")));
        assertThat(result.findings())
                .containsExactly(
                        new Finding("file-name", "matches *.exe", "1.2", "run.exe", 0, "e"));
    }

    @ParameterizedTest
    @CsvSource({
        "run.exe, true",
        "RUN.EXE, true",
        "'run.exe. . ', true",
        "run.exe:stream, true",
        "C:\\temp\\run.exe, true",
        "run.\uff45\uff58\uff45, true",
        "run.e\u200bxe, true",
        "run.exe.txt, false"
    })
    void namesAreTakenAsSystemsTakeThem(String name, boolean matches) {
        assertThat(Mask.of("run.exe").matchesName(name)).isEqualTo(matches);
    }

    @Test
    void typesAreByContentNotByName() throws Exception {
        String mail = Samples.withAttachment("holiday.jpg", Samples.program());
        assertThat(look(mail, type(true, false, "pe-exe32", "dos-exe")).status())
                .isEqualTo(Status.BANNED_FILE_FORMAT);
        assertThat(look(mail, type(true, false, "graphics")).status())
                .isEqualTo(Status.NOT_DETECTED);
        assertThat(look(mail, type(false, false, "graphics")).status())
                .isEqualTo(Status.BANNED_FILE_FORMAT);
        assertThat(look(mail, type(false, false, "executables")).status())
                .isEqualTo(Status.NOT_DETECTED);
        assertThat(look(MAIL, type(false, false, "graphics")).status())
                .isEqualTo(Status.NOT_DETECTED);
    }

    @Test
    void looksIntoContainersIfAsked() throws Exception {
        String mail = Samples.withAttachment("a.zip", Samples.zip("in/run.exe", Samples.program()));
        Condition outside = in(Place.ATTACHMENT_NAME, masks("run.exe"));
        Condition inside = in(Place.INNER_NAME, masks("run.exe"));
        var opener = new FakeOpener();
        Scan out = rule(false, expression("e", Action.SKIP, true, outside));
        Scan in = rule(false, expression("e", Action.SKIP, true, inside));
        Scan types =
                rule(false, expression("e", Action.SKIP, true, type(true, true, "executables")));
        assertThat(look(mail, Policies.of(out), out, Limits.DEFAULT, opener).status())
                .isEqualTo(Status.NOT_DETECTED);
        ModuleResult found = look(mail, Policies.of(in), in, Limits.DEFAULT, opener);
        assertThat(found.status()).isEqualTo(Status.BANNED_FILE_NAME);
        assertThat(found.findings().getFirst().part()).isEqualTo("1.2");
        assertThat(found.findings().getFirst().object()).isEqualTo("a.zip/in/run.exe");
        assertThat(look(mail, Policies.of(types), types, Limits.DEFAULT, opener).status())
                .isEqualTo(Status.BANNED_FILE_FORMAT);
    }

    @Test
    void whatLiesTooDeepIsAnErrorOnlyForThoseWhoAsk() throws Exception {
        byte[] zip = Samples.zip("run.exe", Samples.program());
        for (int i = 0; i < 5; i++) {
            zip = Samples.zip("next.zip", zip);
        }
        String mail = Samples.withAttachment("a.zip", zip);
        Scan in =
                rule(
                        false,
                        expression("e", Action.SKIP, true, in(Place.INNER_NAME, masks("*.exe"))));
        var opener = new FakeOpener();
        assertThat(look(mail, Policies.of(in), in, Limits.DEFAULT, opener).status())
                .isEqualTo(Status.BANNED_FILE_NAME);
        assertThat(look(mail, Policies.of(in), in, Limits.DEFAULT.withDepth(4), opener).text())
                .isEqualTo("Error (nesting-level)");
    }

    @Test
    void whatNobodyCanOpenIsToldOf() throws Exception {
        String mail = Samples.withAttachment("a.zip", Samples.zip("run.exe", Samples.program()));
        ModuleResult result = look(mail, in(Place.INNER_NAME, masks("*.exe")));
        assertThat(result.status()).isEqualTo(Status.NOT_DETECTED);
        assertThat(result.findings()).extracting(Finding::code).containsExactly("not-opened");
    }

    @Test
    void allOrAnyConditionsHaveToHold() throws Exception {
        Condition yes = in(Place.SUBJECT, texts("quarterly"));
        Condition no = in(Place.SUBJECT, texts("yearly"));
        Scan all = rule(false, expression("e", Action.SKIP, true, yes, no));
        Scan any = rule(false, expression("e", Action.SKIP, false, no, yes));
        assertThat(look(MAIL, all).status()).isEqualTo(Status.NOT_DETECTED);
        assertThat(look(MAIL, any).status()).isEqualTo(Status.MATCHED);
    }

    @ParameterizedTest
    @CsvSource({"false, mild", "true, strict"})
    void theFirstOrTheStrictestIsDecisive(boolean strictest, String decisive) throws Exception {
        Condition yes = in(Place.SUBJECT, texts("quarterly"));
        Scan rule =
                rule(
                        strictest,
                        expression("mild", Action.SKIP, true, yes),
                        expression("strict", Action.REJECT, true, yes));
        ModuleResult result = look(MAIL, rule);
        assertThat(result.findings()).hasSize(2);
        assertThat(result.findings().getFirst().source()).isEqualTo(decisive);
    }

    @Test
    void everyExpressionThatMatchesIsNamed() throws Exception {
        Expression[] many =
                IntStream.range(0, 12)
                        .mapToObj(i ->
                                expression(
                                        "e" + i,
                                        Action.SKIP,
                                        true,
                                        IntStream.range(0, 15)
                                                .mapToObj(_ -> in(Place.BODY, texts("the")))
                                                .toArray(Condition[]::new)))
                        .toArray(Expression[]::new);
        assertThat(
                        look(MAIL, rule(false, many)).findings().stream()
                                .map(Finding::source)
                                .distinct())
                .hasSize(12);
    }

    @Test
    void anExpressionThatIsOffDoesNothing() throws Exception {
        var off =
                new Expression(
                        "off",
                        false,
                        Reaction.of(Action.REJECT),
                        true,
                        List.of(in(Place.SUBJECT, texts("quarterly"))),
                        HeaderActions.NONE);
        assertThat(look(MAIL, rule(false, off)).status()).isEqualTo(Status.NOT_DETECTED);
    }

    @Test
    void aNameThatOnlySomeReadersSeeLetsNothingPass() throws Exception {
        String mail =
                Samples.withAttachment("a.txt", Samples.program())
                        .replace("application/octet-stream", "application/x; name=\"run.exe\"");
        assertThat(look(mail, in(Place.ATTACHMENT_NAME, masks("*.exe"))).status())
                .isEqualTo(Status.BANNED_FILE_NAME);
        assertThat(look(mail, notIn(Place.ATTACHMENT_NAME, masks("*.txt"))).status())
                .isEqualTo(Status.BANNED_FILE_NAME);
    }

    @Test
    void theTimeLimitHolds() throws Exception {
        Scan rule = rule(false, expression("e", Action.SKIP, true, in(Place.BODY, texts("x"))));
        Protection none = Policies.protection(Protection.Mode.FULL, true, Duration.ofNanos(1));
        assertThat(
                        look(
                                        MAIL,
                                        Policies.of(none, rule),
                                        rule,
                                        Limits.DEFAULT,
                                        ContainerOpener.NONE)
                                .text())
                .isEqualTo("Error (timeout)");
    }

    private ModuleResult lookByFew(int octets, String mail, Condition condition) throws Exception {
        Scan rule = rule(false, expression("e", Action.SKIP, true, condition));
        try (Subject subject =
                Samples.subject(
                        mail.replace("\n", "\r\n").getBytes(UTF_8),
                        Limits.DEFAULT,
                        new FakeOpener(),
                        new TypeDetector(octets))) {
            return scanner.scan(subject, Policies.of(rule), List.of(Asked.of(rule)))
                    .getFirst()
                    .of(ModuleName.CONTENT)
                    .orElseThrow();
        }
    }

    @Test
    void aTypeThatCouldNotBeToldIsNoOther() throws Exception {
        String mail = Samples.withAttachment("a.dat", Samples.program());
        Condition graphics = type(true, false, "graphics");
        assertThat(lookByFew(100, mail, graphics).text()).isEqualTo("Error (size-limit)");
        assertThat(lookByFew(100, mail, type(false, false, "graphics")).text())
                .as("not even one that is not listed")
                .isEqualTo("Error (size-limit)");
        assertThat(lookByFew(100_000, mail, graphics).text()).isEqualTo("NotDetected");
    }

    @Test
    void aContainerInAContainerIsOfItsTypeAlsoIfNobodyCanOpenIt() throws Exception {
        byte[] rar = "Rar!\u001a\u0007\u0001\0".getBytes(ISO_8859_1);
        String mail = Samples.withAttachment("a.zip", Samples.zip("b.dat", rar));
        Scan rule = rule(false, expression("e", Action.SKIP, true, type(true, true, "rar5")));
        assertThat(look(mail, Policies.of(rule), rule, Limits.DEFAULT, new FakeOpener()).status())
                .isEqualTo(Status.BANNED_FILE_FORMAT);
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, SKIP, BannedFileName",
        "SKIP, REJECT, Error (nesting-level)",
        "REJECT, SKIP, BannedFileName"
    })
    void aMatchInAMessageThatWasNotSeenWholeSaysSo(Action action, Action error, String text)
            throws Exception {
        byte[] zip = Samples.zip("run.exe", Samples.program());
        for (int i = 0; i < 5; i++) {
            zip = Samples.zip("next.zip", zip);
        }
        String mail = Samples.withAttachment("a.zip", zip);
        var rule =
                new Scan(
                        Map.of(ModuleName.CONTENT, Map.of(Status.ERROR, Reaction.of(error))),
                        Policies.ANTIVIRUS,
                        new Scan.Content(
                                false,
                                List.of(
                                        expression(
                                                "e",
                                                action,
                                                true,
                                                in(Place.INNER_NAME, masks("next.zip"))))));
        ModuleResult result =
                look(mail, Policies.of(rule), rule, Limits.DEFAULT.withDepth(4), new FakeOpener());
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.isWhole()).isFalse();
        assertThat(result.findings()).extracting(Finding::code).contains("file-name");
    }

    @Test
    void whereAContainerCouldNotBeOpenedAMatchBesideItSaysSo() throws Exception {
        String mail = Samples.withAttachment("a.zip", Samples.zip("run.exe", Samples.program()));
        ContainerOpener broken =
                new ContainerOpener() {
                    @Override
                    public boolean opens(FileType type) {
                        return type == FileType.ZIP;
                    }

                    @Override
                    public List<Opened> open(Detection type, Octets container, Budget budget) {
                        Look look = Look.failed(Reason.ENGINE_DOWN, "no worker");
                        return List.of(new Opened(look, List.of(), () -> {}));
                    }
                };
        Scan rule =
                rule(
                        false,
                        expression(
                                "e",
                                Action.DELETE_ATTACHMENT,
                                true,
                                in(Place.INNER_NAME, masks("a.zip"))));
        ModuleResult result = look(mail, Policies.of(rule), rule, Limits.DEFAULT, broken);
        assertThat(result.status()).isEqualTo(Status.BANNED_FILE_NAME);
        assertThat(result.isWhole()).isFalse();
    }

    @Test
    void ofAMessageThatWasNotReadToItsEndNothingIsKnownNotToBeThere() throws Exception {
        String mail =
                "Content-Type: multipart/mixed; boundary=b\n\n"
                        + "--b\n\nx\n".repeat(20)
                        + "--b\nContent-Type: application/x; name=run.exe\n\nx\n--b--\n";
        Condition named = in(Place.ATTACHMENT_NAME, masks("*.exe"));
        Condition large = new Condition.SizeOver(10);
        var rejecting = expression("named", Action.REJECT, true, named);
        Scan rule =
                new Scan(
                        Map.of(
                                ModuleName.CONTENT,
                                Map.of(Status.ERROR, Reaction.of(Action.DELETE_MESSAGE))),
                        Policies.ANTIVIRUS,
                        new Scan.Content(
                                true,
                                List.of(rejecting, expression("large", Action.SKIP, true, large))));
        Limits few = Limits.DEFAULT.withParts(5);
        assertThat(look(mail, Policies.of(rule), rule, few, ContainerOpener.NONE).text())
                .isEqualTo("Error (size-limit)");
        assertThat(look(mail, rule).status()).isEqualTo(Status.BANNED_FILE_NAME);
    }

    @Test
    void allTextsTogetherAreBounded() throws Exception {
        String part = "--b\n\n" + "some words\n".repeat(Facts.MAX_TEXT / 12);
        String mail = "Content-Type: multipart/mixed; boundary=b\n\n" + part.repeat(4) + "--b--\n";
        Condition absent = in(Place.BODY, texts("nowhere"));
        assertThat(look(mail, absent).text()).isEqualTo("NotDetected");
        assertThat(look(mail.replace("--b--", part + part + "--b--"), absent).text())
                .isEqualTo("Error (size-limit)");
    }
}
