package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;

/** What every experiment owes, on its tiny settings: the same bits however a state was reached, and an answer to every change. */
class ContractTest {

    private static final int STEPS = 2;
    /** Questions at which a step is cut short; evenly spread where it asks more. */
    private static final int CUTS = 2;

    record Case(Experiment experiment, String settings) {
        RunDefinition definition() {
            String[] set = settings.isBlank() ? new String[0] : settings.strip().split(" +");
            return RunDefinition.of(experiment, ParameterSet.of(experiment.parameters(), set), 1);
        }

        Solver solver() {
            return experiment.create(definition().parameters(), 1);
        }

        @Override
        public String toString() {
            return experiment.id() + " " + settings;
        }
    }

    /** Of every experiment, or of one family for daily work ({@code ./check --family}). */
    static Stream<Case> cases() {
        String family = System.getProperty("pushforward.family", "");
        return Catalogue.all().stream().filter(e -> family.isEmpty() || e.description().family().word().equals(family)).flatMap(e -> e.tiny().stream().map(t -> new Case(e, t)));
    }

    /**
     * Two threads, a seek back and forth and a fork show what one thread that went straight on shows, in frames that are finite and fill their panes;
     * then every live parameter goes to both ends of its slider. One start for each team, because many cost more than their steps.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void theSameBitsHoweverAStateIsReachedAndAnAnswerToEveryChange(Case c) {
        List<String> straight = new ArrayList<>();
        long end;
        try (Run one = new Run(c.definition(), 1)) {
            Set<String> seen = new HashSet<>();
            straight.add(digest(one));
            isFinite(one.frame(), seen);
            while (one.currentStep() < STEPS && one.canStep()) {
                one.step();
                straight.add(digest(one));
                isFinite(one.frame(), seen);
            }
            end = one.currentStep();
            assertThat(one.status()).as("after %d tiny steps", end).isNotInstanceOf(Status.Failed.class);
            Pane first = c.experiment().panes().getFirst();
            assertThat(first.drawings()).as("pane " + first.id()).anyMatch(d -> seen.contains(d.layer()));
        }
        try (Run two = new Run(c.definition(), 2)) {
            for (int k = 1; k <= end; k++) {
                two.step();
            }
            assertThat(digest(two)).as("two threads").isEqualTo(straight.getLast());
            long back = end / 2;
            two.seek(back);
            assertThat(digest(two)).as("sought back to %d", back).isEqualTo(straight.get((int) back));
            try (Run fork = two.fork(1)) {
                fork.seek(end);
                assertThat(digest(fork)).as("forked at %d", back).isEqualTo(straight.getLast());
            }
            liveChangesAreTakenAndOthersRefused(two, c.experiment());
        }
    }

    /** A step that is cancelled at any of the questions it asks leaves no trace; the second one has everything that a step can have. */
    @ParameterizedTest
    @MethodSource("cases")
    void aCancelledStepLeavesNoTrace(Case c) {
        Solver solver = c.solver();
        assertThat(solver.save().bytes()).isPositive();
        isCutAnywhereWithoutATrace(solver);
        if (solver.status() instanceof Status.Running) {
            isCutAnywhereWithoutATrace(solver);
        }
    }

    private static void isCutAnywhereWithoutATrace(Solver solver) {
        Counting counting = new Counting(Long.MAX_VALUE);
        Solver.State before = solver.save();
        solver.step(new StepContext(Workers.serial(), counting));
        String after = digest(solver, 1);
        long questions = Long.MAX_VALUE - counting.left;
        for (long k = 0; k < Math.min(CUTS, questions); k++) {
            solver.restore(before);
            long at = questions <= CUTS ? k : k * (questions - 1) / (CUTS - 1);
            // What was prepared on the way is kept, so a step may ask less often the second time.
            boolean isCut = isCut(solver, at);
            assertThat(isCut || k > 0).as("cut at the first question of %d", questions).isTrue();
            if (isCut) {
                solver.step(StepContext.serial());
            }
            assertThat(digest(solver, 1)).as("after a cut at question %d of %d", at, questions).isEqualTo(after);
        }
    }

    private static boolean isCut(Solver solver, long question) {
        try {
            solver.step(new StepContext(Workers.serial(), new Counting(question)));
            return false;
        } catch (CancelToken.Cancelled e) {
            return true;
        }
    }

    /** Every number of a frame is finite and ids are unique. */
    private static void isFinite(Frame f, Set<String> seen) {
        for (Layer l : f.layers()) {
            assertThat(f.layers().stream().filter(m -> m.id().equals(l.id()))).as("layers called " + l.id()).hasSize(1);
            for (Layer.Array a : l.arrays()) {
                assertThat(Arrays.stream(a.values()).allMatch(Double::isFinite)).as("step %d: %s.%s", f.step(), l.id(), a.part()).isTrue();
                assertThat(Arrays.stream(a.shape()).reduce(1, (x, y) -> x * y)).as(l.id() + "." + a.part()).isEqualTo(a.values().length);
            }
            seen.add(l.id());
        }
        for (Diagnostics.Entry d : f.diagnostics().entries()) {
            assertThat(d.value()).as("step %d: %s", f.step(), d.id()).isFinite();
            seen.add(d.id());
        }
    }

    /** Every live parameter goes to both ends of its slider while the run goes on; what is not live, and strokes nobody wants, are refused. */
    private static void liveChangesAreTakenAndOthersRefused(Run run, Experiment experiment) {
        for (Parameter<?> p : experiment.parameters()) {
            if (p.info().effect() == Parameter.Effect.LIVE && run.parameters().isShown(p.id())) {
                for (Object value : extremes(p)) {
                    attempt(run, new Change.Set(p.id(), value));
                }
            } else if (p.info().effect() == Parameter.Effect.RESET) {
                Change reset = new Change.Set(p.id(), run.parameters().value(p.id()));
                assertThatThrownBy(() -> run.change(reset)).as(p.id()).isInstanceOf(InputException.class);
            }
        }
        if (!experiment.paintable()) {
            assertThatThrownBy(() -> run.change(new Change.Stroke(1, List.of(0.5, 0.5), 0.1, 1))).isInstanceOf(InputException.class);
        }
    }

    /** A value may be refused in words, and a run may fail on it in words; nothing else. */
    private static void attempt(Run run, Change change) {
        try {
            run.change(change);
        } catch (InputException e) {
            assertThat(e.getMessage()).hasSizeBetween(10, 300);
        }
        if (run.canStep()) {
            run.step();
        }
        Frame f = run.frame();
        assertThat(f.layers()).isNotEmpty();
    }

    private static List<Object> extremes(Parameter<?> p) {
        return switch (p) {
            case Parameter.Real r -> List.of(r.slider().min(), r.slider().max(), r.initial().otherwise());
            // Counts set the work: only downwards.
            case Parameter.Whole w -> List.of((int) w.slider().min(), Math.min((int) w.slider().min() + 1, (int) w.slider().max()));
            case Parameter.Choice ch -> List.copyOf(ch.choices());
            case Parameter.Flag _ -> List.of(true, false);
            default -> List.of(p.initial().otherwise());
        };
    }

    private static String digest(Run run) {
        return FrameDigest.of(run.frame()) + run.diagnostics();
    }

    private static String digest(Solver solver, long step) {
        return FrameDigest.of(solver.frame(step)) + solver.diagnostics();
    }

    /** Says yes to one question only, and counts. */
    private static final class Counting extends CancelToken {
        private long left;

        Counting(long question) {
            left = question;
        }

        @Override
        public synchronized boolean isCancelled() {
            return left-- == 0;
        }
    }
}
