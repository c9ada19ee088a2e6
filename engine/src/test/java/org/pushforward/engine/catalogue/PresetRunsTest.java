package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Verdict;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.RunDefinition;

/** Every preset runs to its end, and its live checks hold at every published frame. */
class PresetRunsTest {

    private static final int MOST_STEPS = 500;

    @TestFactory
    Stream<DynamicTest> everyFrameOfEveryPresetPassesItsLiveChecks() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return Presets.all(Catalogue::find).stream().map(p -> DynamicTest.dynamicTest(p.name(),
                () -> run(p.session().runs().getFirst().definition(), context))).onClose(workers::close);
    }

    private static void run(RunDefinition definition, StepContext context) {
        List<Check.Live> checks = definition.experiment().checks().stream().filter(Check.Live.class::isInstance)
                .map(Check.Live.class::cast).toList();
        Solver solver = definition.experiment().create(definition.parameters(), definition.seed());
        for (int step = 0; step < MOST_STEPS && solver.status() instanceof Status.Running; step++) {
            judge(checks, solver, step);
            solver.step(context);
        }
        assertThat(solver.status()).isIn(Status.CONVERGED, Status.FINISHED);
        judge(checks, solver, MOST_STEPS);
    }

    private static void judge(List<Check.Live> checks, Solver solver, long step) {
        Diagnostics d = solver.frame(step).diagnostics();
        boolean done = !(solver.status() instanceof Status.Running);
        for (Check.Live c : checks) {
            if (done || !c.whenConverged()) {
                assertThat(Verdict.of(c, d.value(c.diagnostic()).orElseThrow())).as("step %d", step).matches(Verdict::pass);
            }
        }
    }
}
