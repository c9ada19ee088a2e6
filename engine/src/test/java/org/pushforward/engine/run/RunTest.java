package org.pushforward.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Status;

class RunTest {

    private static final long PLENTY = 1L << 30;

    private static String digest(Run run) {
        return FrameDigest.of(run.frame());
    }

    private static void steps(Run run, int n) {
        for (int k = 0; k < n; k++) {
            run.step();
        }
    }

    @Test
    void runsShareTheMemoryOfTheirCheckpointsAndGiveItBack() {
        CheckpointBudget budget = new CheckpointBudget(20 * 32);
        try (Run a = new Run(RelaxationExperiment.definition(), 1, budget)) {
            a.seek(12);
            assertThat(a.checkpointSteps()).hasSize(13);
            try (Run b = new Run(RelaxationExperiment.definition(), 1, budget)) {
                b.seek(12);
                assertThat(budget.bytes()).isLessThanOrEqualTo(20 * 32);
                assertThat(a.checkpointSteps()).as("the one that held most made room").hasSizeLessThan(13);
            }
            assertThat(budget.bytes()).isEqualTo(32L * a.checkpointSteps().length);
        }
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void aFrameThatWasCutShortIsMadeLater() {
        RunDefinition d = RelaxationExperiment.definition();
        try (Run run = new Run(d, 1); Run looking = new Run(RunDefinition.of(d.experiment(), d.parameters().with("mode", "look"), 1), 1)) {
            CancelToken cancel = new CancelToken();
            Frame first = looking.frame(cancel);
            assertThat(first.step()).isZero();
            run.step();
            looking.step();
            cancel.cancel();
            assertThatThrownBy(() -> looking.frame(cancel)).isInstanceOf(CancelToken.Cancelled.class);
            assertThat(looking.currentStep()).isEqualTo(1);
            assertThat(looking.diagnostics()).isEqualTo(run.diagnostics());
            assertThat(run.frame(cancel)).as("what is known already needs no time").isSameAs(run.frame());
        }
    }

    @Test
    void seekingAndRunningGiveTheSameBits() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1); Run fresh = new Run(RelaxationExperiment.definition(), 2)) {
            steps(run, 3);
            run.change(RelaxationExperiment.set(0.3));
            steps(run, 4);
            String atSeven = digest(run);
            steps(run, 2);
            run.seek(7);
            assertThat(digest(run)).isEqualTo(atSeven);
            run.seek(0);
            run.seek(7);
            assertThat(digest(run)).isEqualTo(atSeven);
            steps(fresh, 7);
            assertThat(digest(fresh)).as("another rate is another run").isNotEqualTo(atSeven);
        }
    }

    @Test
    void cpuSecondsAreThoseOfTheFirstTimeAndOfNoOther() {
        RunDefinition d = RelaxationExperiment.definition();
        RunDefinition many = RunDefinition.of(d.experiment(), d.parameters().with("n", 100_000).with("rate", 0.0), 1);
        double begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
        try (Run run = new Run(many, 1)) {
            steps(run, 20);
            double all = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9 - begin;
            History.Snapshot told = run.history();
            assertThat(told.value(0, Pane.CPU_SECONDS)).isZero();
            for (int k = 1; k <= 20; k++) {
                assertThat(told.value(k, Pane.CPU_SECONDS)).as("step %d", k).isGreaterThan(told.value(k - 1, Pane.CPU_SECONDS));
            }
            assertThat(told.value(20, Pane.CPU_SECONDS)).isLessThanOrEqualTo(all);
            run.seek(3);
            run.seek(20);
            assertThat(run.history().value(20, Pane.CPU_SECONDS)).as("after going there again").isEqualTo(told.value(20, Pane.CPU_SECONDS));
            run.seek(5);
            run.change(RelaxationExperiment.set(0.3));
            assertThat(run.history().value(5, Pane.CPU_SECONDS)).as("a change costs no step").isEqualTo(told.value(5, Pane.CPU_SECONDS));
        }
    }

    @Test
    void theFrameOfAStepIsThatAfterTheEventsOfTheStep() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 2);
            run.change(new Change.Stroke(1, List.of(0.5, 0.5), 0.1, 3));
            String painted = digest(run);
            double residual = run.history().value(2, "residual");
            run.seek(0);
            run.seek(2);
            assertThat(digest(run)).isEqualTo(painted);
            try (Run replay = new Run(run.definition(), 1)) {
                steps(replay, 2);
                assertThat(digest(replay)).isEqualTo(painted);
                assertThat(replay.history().value(2, "residual")).isEqualTo(residual);
            }
        }
    }

    @Test
    void thinnedCheckpointsStillGiveTheSameBits() {
        // Room for five states of 4 × 8 bytes: the stride has to grow to 4 or more within 12 steps.
        try (Run run = new Run(RelaxationExperiment.definition(), 1, new CheckpointBudget(5 * 32)); Run roomy = new Run(RelaxationExperiment.definition(), 1, new CheckpointBudget(PLENTY))) {
            steps(run, 12);
            steps(roomy, 12);
            assertThat(run.checkpointSteps()).hasSizeLessThanOrEqualTo(5).startsWith(0);
            assertThat(roomy.checkpointSteps()).hasSize(13);
            for (long k = 11; k >= 0; k--) {
                run.seek(k);
                roomy.seek(k);
                assertThat(digest(run)).isEqualTo(digest(roomy));
            }
        }
    }

    @Test
    void manySmallStatesAreThinnedByNumber() {
        // A rate of zero never converges, so every step asks for a checkpoint.
        RunDefinition d = RelaxationExperiment.definition();
        try (Run run = new Run(RunDefinition.of(d.experiment(), d.parameters().with("rate", 0.0), 1), 1, new CheckpointBudget(PLENTY))) {
            steps(run, 3000);
            assertThat(run.currentStep()).isEqualTo(3000);
            assertThat(run.checkpointSteps()).hasSizeBetween(256, 512).startsWith(0);
            run.seek(1234);
            assertThat(run.currentStep()).isEqualTo(1234);
        }
    }

    @Test
    void aForkWithoutAChangeStaysIdentical() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 2);
            run.change(RelaxationExperiment.set(0.4));
            steps(run, 2);
            try (Run fork = run.fork(2)) {
                assertThat(digest(fork)).isEqualTo(digest(run));
                assertThat(fork.frontier()).isEqualTo(4);
                steps(run, 3);
                steps(fork, 3);
                assertThat(digest(fork)).isEqualTo(digest(run));
                assertThat(fork.history().value(5, "residual")).isEqualTo(run.history().value(5, "residual"));
            }
        }
    }

    @Test
    void aChangeInThePastKeepsTheOldFuture() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 3);
            assertThat(run.change(RelaxationExperiment.set(0.4))).as("nothing was cut off").isEmpty();
            steps(run, 3);
            String old = digest(run);
            run.seek(1);
            KeptFuture cut = run.change(RelaxationExperiment.set(0.1)).orElseThrow();
            assertThat(cut.step()).isEqualTo(1);
            assertThat(cut.frontier()).isEqualTo(6);
            RunDefinition kept = cut.definition();
            assertThat(run.frontier()).isEqualTo(1);
            assertThat(run.definition().events()).hasSize(1);
            try (Run future = new Run(kept, 1)) {
                future.seek(6);
                assertThat(digest(future)).isEqualTo(old);
            }
        }
    }

    /** A session may hold any number of them: opening it costs what one change costs, and shows what was seen. */
    @Test
    void aThousandChangesAtOneStepAreOne() {
        RelaxationExperiment experiment = new RelaxationExperiment();
        try (Run run = new Run(RunDefinition.of(experiment, experiment.defaults(), 1), 1)) {
            steps(run, 2);
            for (int k = 0; k < 500; k++) {
                run.change(RelaxationExperiment.set(0.3 + 1e-4 * k));
            }
            for (int k = 0; k < 500; k++) {
                run.change(new Change.Stroke(7, List.of(0.5, 0.001 * k), 0.1, 0.2));
            }
            run.change(new Change.Stroke(8, List.of(0.5, 0.5), 0.1, 0.2));
            steps(run, 3);
            int live = experiment.applied();
            try (Run opened = new Run(run.definition(), 1)) {
                opened.seek(5);
                assertThat(digest(opened)).isEqualTo(digest(run));
                assertThat(opened.parameters()).isEqualTo(run.parameters());
            }
            assertThat(experiment.applied() - live).as("one value and two strokes").isEqualTo(3);
            assertThat(run.definition().events()).as("all are on record").hasSize(1001);
        }
    }

    @Test
    void aConvergedRunWaitsForLaterEventsAndGoesOn() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 100);
            assertThat(run.status()).isInstanceOf(Status.Converged.class);
            long rest = run.currentStep();
            assertThat(rest).isLessThan(20);
            run.change(new Change.Stroke(1, List.of(0.5, 0.5), 0.1, 1));
            assertThat(run.status()).isInstanceOf(Status.Running.class);
            run.step();
            assertThat(run.currentStep()).isEqualTo(rest + 1);
            RunDefinition late = RelaxationExperiment.definition().and(new Event(rest + 5, RelaxationExperiment.set(0.1)));
            try (Run waiting = new Run(late, 1)) {
                steps(waiting, (int) rest + 5);
                assertThat(waiting.parameters().real("rate")).isEqualTo(0.1);
            }
        }
    }

    @Test
    void blowingUpRestsOnTheLastFiniteStepAndTellsWhy() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 2);
            run.change(RelaxationExperiment.set(1e200));
            steps(run, 10);
            Status.Failed failed = (Status.Failed) run.status();
            assertThat(failed.failure().quantity()).isEqualTo("residual");
            assertThat(failed.failure().explanation()).contains("rate was set to 1.0e200 at step 2".replace("1.0e200", "1e200"));
            assertThat(run.frame().diagnostics().value("residual").orElseThrow()).isFinite();
            long good = run.currentStep();
            run.change(RelaxationExperiment.set(0.5));
            run.step();
            assertThat(run.currentStep()).isEqualTo(good + 1);
            assertThat(run.status()).isInstanceOf(Status.Running.class);
        }
    }

    @Test
    void onlyLiveParametersChangeWhileTheRunGoesOn() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            assertThatThrownBy(() -> run.change(new Change.Set("n", 5))).isInstanceOf(InputException.class).hasMessageContaining("n cannot change");
            assertThatThrownBy(() -> run.change(new Change.Set("rate", -1.0))).isInstanceOf(InputException.class).hasMessageContaining("rate");
            assertThat(run.definition().events()).isEmpty();
        }
    }

    @Test
    void aChangeThatTheSolverRefusesLeavesNoTrace() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 5);
            String five = digest(run);
            run.seek(3);
            String three = digest(run);
            assertThatThrownBy(() -> run.change(new Change.Stroke(1, List.of(0.5, 0.5), 1000, 1))).isInstanceOf(InputException.class);
            assertThat(run.definition().events()).isEmpty();
            assertThat(run.frontier()).isEqualTo(5);
            assertThat(digest(run)).isEqualTo(three);
            steps(run, 2);
            assertThat(digest(run)).isEqualTo(five);
        }
    }

    @Test
    void aStepThatBreaksLeavesTheRunWhereItWas() {
        try (Run run = new Run(RelaxationExperiment.definition(), 1)) {
            steps(run, 3);
            run.change(RelaxationExperiment.set(2 * RelaxationExperiment.BREAKS));
            String before = digest(run);
            assertThatThrownBy(run::step).isInstanceOf(AssertionError.class);
            assertThat(run.currentStep()).isEqualTo(3);
            assertThat(FrameDigest.of(run.frame())).isEqualTo(before);
            run.change(RelaxationExperiment.set(0.5));
            run.step();
            assertReplays(run);
        }
    }

    @Test
    void aFrameThatIsNotFiniteIsNeverShownAndNothingBeyondIsKept() {
        RunDefinition d = RelaxationExperiment.definition();
        try (Run run = new Run(RunDefinition.of(d.experiment(), d.parameters().with("mode", "hidden"), 1), 1)) {
            steps(run, 6);
            assertThat(run.frame().step()).as("steps 3 to 6 have a NaN").isEqualTo(2);
            assertThat(run.status()).isInstanceOfSatisfying(Status.Failed.class, f -> assertThat(f.failure().where()).isEqualTo("(0, 0)"));
            assertThat(run.frontier()).isEqualTo(2);
            assertThat(run.checkpointSteps()).containsExactly(0, 1, 2);
        }
    }

    /** The run's definition alone gives the same picture, parameters and history. */
    static void assertReplays(Run run) {
        try (Run replay = new Run(run.definition(), 1)) {
            String shown = digest(run);
            replay.seek(run.currentStep());
            assertThat(replay.currentStep()).isEqualTo(run.currentStep());
            assertThat(digest(replay)).isEqualTo(shown);
            assertThat(replay.parameters()).isEqualTo(run.parameters());
            for (var e : run.history().names()) {
                for (int k = 0; k <= run.currentStep(); k++) {
                    assertThat(replay.history().value(k, e.id())).as("%s at step %d", e.id(), k).isEqualTo(Double.valueOf(run.history().value(k, e.id())));
                }
            }
        }
    }
}
