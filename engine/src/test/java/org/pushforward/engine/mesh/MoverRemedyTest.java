package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;

/** Rings that are harder than the grid can carry: every run converges, or fails with a first remedy that leads to convergence. */
class MoverRemedyTest {

    private static final int MOST_STEPS = 2000;

    /** Finer solve grids take minutes; here are those that take seconds. */
    static Stream<String> rings() {
        List<String> all = new ArrayList<>();
        for (int alpha : new int[] {100, 300, 1000, 10000}) {
            for (int n : new int[] {20, 40, 80}) {
                all.add("refine=1 n=" + n + " beta=200 alpha=" + alpha);
                all.add("refine=1 n=" + n + " beta=2000 alpha=" + alpha);
            }
        }
        all.add("refine=auto n=20 beta=200 alpha=100");
        all.add("refine=auto n=20 beta=200 alpha=300");
        return all.stream();
    }

    private static Status play(Run run) {
        for (int k = 0; k < MOST_STEPS && run.canStep(); k++) {
            run.step();
        }
        return run.status();
    }

    @ParameterizedTest
    @MethodSource("rings")
    void aHarshRingConvergesOrIsOneClickFromIt(String assignments) {
        RunDefinition d = RunDefinition.of(new MongeAmpereExperiment(), MeasuredMove.parameters(("monitor=ring " + assignments).split(" ")), 1);
        try (Run run = new Run(d, 2)) {
            if (play(run) instanceof Status.Failed f) {
                assertThat(run.diagnostics().value("min-det").orElseThrow()).isPositive();
                Status.Remedy first = f.failure().remedies().getFirst();
                // A live change goes on from the last good step; anything else would start anew.
                run.change(new Change.Set(first.parameter(), first.value()));
                assertThat(play(run)).as(f.failure().message() + ": " + first.label()).isEqualTo(Status.CONVERGED);
            } else {
                assertThat(run.status()).isEqualTo(Status.CONVERGED);
            }
            assertThat(run.frame().diagnostics().value("min-jacobian").orElseThrow()).isPositive();
            assertThat(run.frame().diagnostics().value("residual-ratio").orElseThrow()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aShorterStageLeadsWhereALongOneStalls() {
        // In stages of 1/4, and of 1/8, this ring stalls.
        String[] ring = {"monitor=ring", "alpha=10000", "n=20", "refine=8"};
        try (Workers workers = new Workers(2)) {
            StepContext context = new StepContext(workers, new CancelToken());
            assertThat(MeasuredMove.converged(context, ring)).isPresent();
        }
    }

    @Test
    void theRemedyIsTheSameForAnyTeam() {
        MongeAmpereMover mover = new MongeAmpereMover(MeasuredMove.parameters("monitor=ring", "alpha=300", "n=20", "refine=1"));
        Status.Failed failed = (Status.Failed) mover.advance(MOST_STEPS, StepContext.serial());
        MongeAmpereMover again = new MongeAmpereMover(MeasuredMove.parameters("monitor=ring", "alpha=300", "n=20", "refine=1"));
        try (Workers workers = new Workers(2)) {
            assertThat(again.advance(MOST_STEPS, new StepContext(workers, new CancelToken()))).isEqualTo(failed);
        }
    }
}
