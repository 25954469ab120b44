package dev.mailwarden.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.smtp.CommandParser;
import dev.mailwarden.mail.smtp.DataDecoder;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.OriginalRecipient;
import dev.mailwarden.mail.smtp.ReplyReader;
import dev.mailwarden.mail.smtp.WireReader;
import dev.mailwarden.mail.smtp.Xtext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fuzz tests find bugs: each branch of a reader is turned round, one at a time, and what the
 * fuzz test feeds must show it. A branch that only decides how a refusal is worded, or which value
 * is read, is none that a fuzz test without a table of answers can find, so not all are found.
 */
class PlantedBugsTest {

    private static final long SEED = 8;

    /** Of the known inputs, and changed ones beside. */
    private static final int INPUTS = Scale.of(60, 2_000);

    static Stream<Arguments> readers() throws ClassNotFoundException {
        String mime = "dev.mailwarden.mail.mime.";
        String smtp = "dev.mailwarden.mail.smtp.";
        return Stream.of(
                Arguments.of(smtp + "ContentFuzzTest", DataDecoder.class, 50),
                Arguments.of(smtp + "ContentFuzzTest", WireReader.class, 25),
                Arguments.of(smtp + "ReplyFuzzTest", ReplyReader.class, 50),
                Arguments.of(smtp + "CommandFuzzTest", CommandParser.class, 45),
                Arguments.of(smtp + "CommandFuzzTest", Class.forName(smtp + "Domains"), 35),
                Arguments.of(smtp + "CommandFuzzTest", IpAddress.class, 30),
                Arguments.of(smtp + "CommandFuzzTest", OriginalRecipient.class, 30),
                Arguments.of(smtp + "CommandFuzzTest", Xtext.class, 60),
                Arguments.of(mime + "HeaderFuzzTest", Class.forName(mime + "HeaderScan"), 25));
    }

    @ParameterizedTest(name = "{0} finds {2} % of those in {1}")
    @MethodSource("readers")
    void aPlantedBugIsFound(String fuzzTest, Class<?> reader, int percent) throws Exception {
        List<List<byte[]>> inputs = inputs(Class.forName(fuzzTest));
        assertThat(isFound(fuzzTest, new PlantedBugs(reader, -1), inputs)).as("no bug").isFalse();
        int planted = 0;
        int found = 0;
        for (int branch = 0; branch < PlantedBugs.branchesOf(reader); branch++) {
            planted++;
            found += isFound(fuzzTest, new PlantedBugs(reader, branch), inputs) ? 1 : 0;
        }
        System.out.printf(
                "planted bugs seed=%d %s %s planted=%d found=%d%n",
                SEED, fuzzTest, reader.getSimpleName(), planted, found);
        assertThat(found * 100 / planted).isGreaterThanOrEqualTo(percent);
    }

    private static boolean isFound(String fuzzTest, PlantedBugs library, List<List<byte[]>> inputs)
            throws Exception {
        try {
            Class<?> type = library.loadClass(fuzzTest);
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object test = constructor.newInstance();
            List<Method> targets = targets(type);
            for (int i = 0; i < targets.size(); i++) {
                Method target = targets.get(i);
                target.setAccessible(true);
                for (byte[] input : inputs.get(i)) {
                    PlantedBugs.allow();
                    target.invoke(test, (Object) input.clone());
                }
            }
            return false;
        } catch (InvocationTargetException | ExceptionInInitializerError e) {
            if (library.isSound()) {
                throw e;
            }
            return true;
        }
    }

    private static List<Method> targets(Class<?> fuzzTest) {
        return Arrays.stream(fuzzTest.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .toList();
    }

    /** For each target of a fuzz test, what it is fed in every build, and variants of that. */
    private static List<List<byte[]>> inputs(Class<?> fuzzTest) throws Exception {
        var all = new ArrayList<List<byte[]>>();
        for (Method target : targets(fuzzTest)) {
            String source = target.getAnnotation(MethodSource.class).value()[0];
            Method seeds = fuzzTest.getDeclaredMethod(source);
            seeds.setAccessible(true);
            List<byte[]> known =
                    ((Stream<?>) seeds.invoke(null)).map(seed -> (byte[]) seed).toList();
            all.add(withVariants(known));
        }
        return all;
    }

    private static List<byte[]> withVariants(List<byte[]> known) {
        var random = new Random(SEED);
        var inputs = new ArrayList<byte[]>();
        for (int i = 0; i < Math.min(known.size(), 4 * INPUTS); i++) {
            inputs.add(known.get(known.size() <= 4 * INPUTS ? i : random.nextInt(known.size())));
        }
        for (int i = 0; i < INPUTS; i++) {
            byte[] variant = known.get(random.nextInt(known.size())).clone();
            for (int change = random.nextInt(1, 4); change > 0 && variant.length > 0; change--) {
                variant[random.nextInt(variant.length)] = (byte) random.nextInt(256);
            }
            inputs.add(variant);
        }
        return inputs;
    }
}
