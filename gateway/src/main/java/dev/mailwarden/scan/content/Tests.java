package dev.mailwarden.scan.content;

import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileCategory;
import dev.mailwarden.mail.filetype.FileKind;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Condition.Place;
import dev.mailwarden.policy.Dictionary;
import dev.mailwarden.scan.MailObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes conditions ready. */
final class Tests {

    /** Files that are told of for one condition. */
    private static final int MAX_EVIDENCE = 50;

    private Tests() {}

    /**
     * @throws IllegalArgumentException if the condition cannot be used
     */
    static Test of(Condition condition, Map<String, Dictionary> dictionaries) {
        Test test = whateverIsSeen(condition, dictionaries);
        return condition instanceof Condition.SizeOver
                ? test
                : facts -> sure(test.on(facts), facts);
    }

    /** Of a message that was not read to its end nobody can say that something is not in it. */
    private static Answer sure(Answer answer, Facts facts) {
        return answer.equals(Answer.NO)
                ? facts.unseen().<Answer>map(Answer.Unknown::new).orElse(answer)
                : answer;
    }

    private static Test whateverIsSeen(Condition condition, Map<String, Dictionary> dictionaries) {
        return switch (condition) {
            case Condition.SizeOver(long octets) -> facts -> size(facts, octets);
            case Condition.Type type -> {
                var types = TypeMatcher.of(type, dictionaries);
                yield facts -> types(facts, type, types);
            }
            case Condition.Text text -> {
                var matcher = TextMatcher.of(text.patterns(), dictionaries);
                yield switch (text.place()) {
                    case ATTACHMENT_NAME -> facts -> names(facts, false, text.among(), matcher);
                    case INNER_NAME -> facts -> names(facts, true, text.among(), matcher);
                    case SUBJECT, BODY, SENDER, RECIPIENT, CC, HEADER ->
                            facts -> texts(facts, text, matcher);
                };
            }
        };
    }

    /** Whether a condition looks into containers. */
    static boolean looksInside(Condition condition) {
        return switch (condition) {
            case Condition.SizeOver _ -> false;
            case Condition.Type type -> type.inside();
            case Condition.Text text -> text.place() == Place.INNER_NAME;
        };
    }

    private static Answer size(Facts facts, long most) {
        long octets = facts.subject().mail().content().length();
        return octets > most
                ? Answer.yes(
                        Evidence.ofMessage(
                                Evidence.Kind.SIZE, octets + " octets, more than " + most))
                : Answer.NO;
    }

    private static Answer texts(Facts facts, Condition.Text condition, TextMatcher matcher)
            throws IOException, InterruptedException {
        Facts.Texts texts = facts.texts(condition.place(), condition.header());
        Optional<Evidence> hit = Optional.empty();
        for (Facts.Found found : texts.texts()) {
            Optional<String> by = matcher.find(found.text());
            if (by.isPresent()) {
                String where = place(condition) + " matches " + by.get();
                hit = Optional.of(new Evidence(Evidence.Kind.TEXT, where, "", ""));
                break;
            }
        }
        if (hit.isPresent()) {
            return condition.among()
                    ? new Answer.Yes(List.of(hit.get()), texts.unseen())
                    : Answer.NO;
        }
        if (texts.unseen().isPresent()) {
            return new Answer.Unknown(texts.unseen().get());
        }
        return condition.among()
                ? Answer.NO
                : Answer.yes(
                        Evidence.ofMessage(
                                Evidence.Kind.TEXT, place(condition) + " matches nothing listed"));
    }

    private static String place(Condition.Text condition) {
        return switch (condition.place()) {
            case SUBJECT -> "subject";
            case BODY -> "body";
            case SENDER -> "sender";
            case RECIPIENT -> "recipient";
            case CC -> "Cc";
            case HEADER -> condition.header();
            case ATTACHMENT_NAME, INNER_NAME -> "name";
        };
    }

    /**
     * A file with one name among these is among them, by whichever reader. It is not among them
     * when one of its names is not: a name that only some readers see lets nothing pass.
     */
    private static Answer names(Facts facts, boolean inside, boolean among, TextMatcher matcher)
            throws IOException, InterruptedException {
        List<MailObject> objects = facts.objects(inside);
        List<Evidence> evidence = new ArrayList<>();
        for (MailObject object : objects) {
            for (String name : object.names()) {
                Optional<String> by =
                        FileNameForms.of(name).stream()
                                .flatMap(form -> matcher.find(form).stream())
                                .findFirst();
                if (by.isPresent() == among) {
                    String text = by.map(one -> "matches " + one).orElse("matches nothing listed");
                    evidence.add(Evidence.of(Evidence.Kind.NAME, text, object));
                    break;
                }
            }
        }
        return answer(evidence, inside ? unseen(facts, objects) : Optional.empty());
    }

    private static Answer types(Facts facts, Condition.Type condition, TypeMatcher types)
            throws IOException, InterruptedException {
        List<MailObject> objects = facts.objects(condition.inside());
        List<Evidence> evidence = new ArrayList<>();
        Optional<Reason> unseen = condition.inside() ? unseen(facts, objects) : Optional.empty();
        for (MailObject object : objects) {
            Detection type = facts.subject().type(object);
            Optional<FileType> by = types.find(type);
            if (object.isSealed()) {
                continue; // what is told of as not opened
            }
            if (by.isEmpty() && !type.complete()) {
                unseen = Optional.of(Reason.SIZE_LIMIT);
            } else if (isFile(object, type) && by.isPresent() == condition.among()) {
                String is = by.orElse(type.primary()).description();
                evidence.add(Evidence.of(Evidence.Kind.TYPE, is, object));
            }
        }
        return answer(evidence, unseen);
    }

    /** Whether an object is a file, rather than text to be read; what hides as text is one. */
    private static boolean isFile(MailObject object, Detection type) {
        if (object.isAttached() || object.isInside()) {
            return true;
        }
        FileKind kind = type.primary().kind();
        FileCategory category = kind.category();
        return category != FileCategory.OTHER
                && category != FileCategory.UNKNOWN
                && kind != FileKind.SCRIPT
                && kind != FileKind.STREAM_LIST
                && kind != FileKind.TEXT;
    }

    private static Answer answer(List<Evidence> evidence, Optional<Reason> unseen) {
        if (evidence.isEmpty()) {
            return unseen.<Answer>map(Answer.Unknown::new).orElse(Answer.NO);
        }
        boolean cut = evidence.size() > MAX_EVIDENCE;
        return new Answer.Yes(
                evidence.subList(0, cut ? MAX_EVIDENCE : evidence.size()),
                cut ? unseen.or(() -> Optional.of(Reason.SIZE_LIMIT)) : unseen);
    }

    /** Why there may be objects that are not among these, if something could not be looked into. */
    private static Optional<Reason> unseen(Facts facts, List<MailObject> objects)
            throws IOException, InterruptedException {
        for (MailObject object : objects) {
            Optional<Reason> reason = object.look().reason();
            if (reason.isPresent()) {
                return reason;
            }
            if (!facts.subject().type(object).complete()) {
                return Optional.of(Reason.SIZE_LIMIT);
            }
        }
        return Optional.empty();
    }
}
