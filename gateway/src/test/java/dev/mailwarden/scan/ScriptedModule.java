package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A module that does what a test wants. */
public final class ScriptedModule implements ScanModule {

    private final ModuleName name;
    private final Turn turn;
    private final Look look;
    private final AtomicInteger looks = new AtomicInteger();

    /** What it does with a message. */
    @FunctionalInterface
    public interface Look {
        Examination at(Subject subject) throws Exception;
    }

    public ScriptedModule(ModuleName name, Turn turn, Look look) {
        this.name = name;
        this.turn = turn;
        this.look = look;
    }

    /** {@return one of the first turn that always says this} */
    public static ScriptedModule saying(ModuleName name, Status status) {
        return saying(name, Turn.FIRST, status);
    }

    public static ScriptedModule saying(ModuleName name, Turn turn, Status status) {
        ModuleResult result = ModuleResult.of(name, status, List.of(), Duration.ZERO);
        return new ScriptedModule(name, turn, _ -> _ -> result);
    }

    /** {@return one of the first turn that does this instead} */
    public static ScriptedModule doing(ModuleName name, Callable<Examination> work) {
        return new ScriptedModule(name, Turn.FIRST, _ -> work.call());
    }

    public int looks() {
        return looks.get();
    }

    @Override
    public ModuleName name() {
        return name;
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public Examination examine(Subject subject, Wanted wanted) throws Exception {
        looks.incrementAndGet();
        return look.at(subject);
    }
}
