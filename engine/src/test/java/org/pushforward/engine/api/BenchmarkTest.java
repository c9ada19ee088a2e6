package org.pushforward.engine.api;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run did not do is not timed. */
class BenchmarkTest {

    private static final Status FAILURE = new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "loss", "", "The training diverged", List.of()));

    /** Ends with a status after some steps. */
    private static final class Ending implements Solver {

        private final int last;
        private final Status end;
        private int done;

        Ending(int last, Status end) {
            this.last = last;
            this.end = end;
        }

        @Override
        public Status status() {
            return done < last ? Status.RUNNING : end;
        }

        @Override
        public Status step(StepContext context) {
            done++;
            return status();
        }

        @Override
        public Frame frame(long step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Diagnostics diagnostics() {
            return new Diagnostics(List.of());
        }

        @Override
        public void apply(Change change) { }

        @Override
        public State save() {
            return () -> 0;
        }

        @Override
        public void restore(State state) { }
    }

    private static void time(Solver solver) {
        StepContext context = StepContext.serial();
        Benchmark.ofSteps("step", "a step", 1, () -> solver).task().prepare(context).work().run();
    }

    @Test
    void aRunThatFailsSaysWhy() {
        for (int last : new int[] {0, 1, 4}) {
            assertThatExceptionOfType(Benchmark.FailedRun.class).as("after " + last).isThrownBy(() -> time(new Ending(last, FAILURE)));
        }
        assertThatExceptionOfType(Benchmark.FailedRun.class).isThrownBy(() -> time(new Ending(4, FAILURE))).withMessage("The training diverged");
        assertThatExceptionOfType(Benchmark.FailedRun.class).isThrownBy(() -> time(new Ending(4, Status.FINISHED)))
                .withMessage("ended after 3 of 5 steps");
        time(new Ending(6, Status.FINISHED));
    }

    @Test
    void aRunThatIsToConvergeDoes() {
        StepContext context = StepContext.serial();
        Benchmark.converge(new Ending(900, Status.CONVERGED), context);
        assertThatExceptionOfType(Benchmark.FailedRun.class).isThrownBy(() -> Benchmark.converge(new Ending(5, FAILURE), context))
                .withMessage("The training diverged");
        assertThatExceptionOfType(Benchmark.FailedRun.class).isThrownBy(() -> Benchmark.converge(new Ending(2000, Status.CONVERGED), context));
    }
}
