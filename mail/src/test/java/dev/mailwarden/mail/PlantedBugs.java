package dev.mailwarden.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Loads this library and its tests anew with one branch of one class turned round, and with a bound
 * on the branches that may be taken, so that a loop without end is found out too.
 */
public final class PlantedBugs extends ClassLoader {

    /** Far more than any input of a fuzz test needs. */
    private static final int MOST_BRANCHES = 20_000_000;

    private static final String LIBRARY = "dev.mailwarden.mail.";
    private static final ClassDesc SELF = ClassDesc.of(PlantedBugs.class.getName());
    private static final Map<String, byte[]> COUNTING = new HashMap<>();

    private static int left;

    private final String wrongClass;
    private final int wrongBranch;

    /**
     * Plants one bug.
     *
     * @param branch number of a branch in the class, from 0; -1 plants none
     */
    PlantedBugs(Class<?> wrongClass, int branch) {
        super(PlantedBugs.class.getClassLoader());
        this.wrongClass = wrongClass.getName();
        this.wrongBranch = branch;
    }

    /** Whether no bug is planted. */
    boolean isSound() {
        return wrongBranch < 0;
    }

    /** Called before every branch of what was loaded anew. */
    public static void count() {
        if (--left < 0) {
            throw new AssertionError("no end within " + MOST_BRANCHES + " branches");
        }
    }

    /** Allows the branches of one more input. */
    static void allow() {
        left = MOST_BRANCHES;
    }

    /** {@return how many branches of a class can be turned round} */
    static int branchesOf(Class<?> type) {
        ClassModel model = ClassFile.of().parse(octets(type.getName()));
        return (int)
                model.methods().stream()
                        .flatMap(method -> method.code().stream())
                        .flatMap(code -> code.elementStream())
                        .filter(element -> opposite(element).isPresent())
                        .count();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(LIBRARY) || name.equals(PlantedBugs.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] code =
                    name.equals(wrongClass)
                            ? transformed(name, wrongBranch)
                            : COUNTING.computeIfAbsent(name, other -> transformed(other, -1));
            return defineClass(name, code, 0, code.length);
        }
    }

    private static byte[] transformed(String name, int wrong) {
        int[] seen = {0};
        ClassFile file = ClassFile.of();
        return file.transformClass(
                file.parse(octets(name)),
                ClassTransform.transformingMethodBodies((code, element) -> {
                    if (element instanceof BranchInstruction branch) {
                        code.invokestatic(SELF, "count", MethodTypeDesc.of(ConstantDescs.CD_void));
                        Optional<Opcode> opposite = opposite(element);
                        if (opposite.isPresent() && seen[0]++ == wrong) {
                            code.branch(opposite.get(), branch.target());
                            return;
                        }
                    }
                    code.with(element);
                }));
    }

    private static Optional<Opcode> opposite(CodeElement element) {
        if (!(element instanceof BranchInstruction branch)) {
            return Optional.empty();
        }
        return switch (branch.opcode()) {
            case IFEQ -> Optional.of(Opcode.IFNE);
            case IFNE -> Optional.of(Opcode.IFEQ);
            case IFLT -> Optional.of(Opcode.IFGE);
            case IFGE -> Optional.of(Opcode.IFLT);
            case IFGT -> Optional.of(Opcode.IFLE);
            case IFLE -> Optional.of(Opcode.IFGT);
            case IF_ICMPEQ -> Optional.of(Opcode.IF_ICMPNE);
            case IF_ICMPNE -> Optional.of(Opcode.IF_ICMPEQ);
            case IF_ICMPLT -> Optional.of(Opcode.IF_ICMPGE);
            case IF_ICMPGE -> Optional.of(Opcode.IF_ICMPLT);
            case IF_ICMPGT -> Optional.of(Opcode.IF_ICMPLE);
            case IF_ICMPLE -> Optional.of(Opcode.IF_ICMPGT);
            default -> Optional.empty();
        };
    }

    private static byte[] octets(String name) {
        String path = "/" + name.replace('.', '/') + ".class";
        try (InputStream in = PlantedBugs.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no class " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
