package org.pushforward.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;

/**
 * However a run was played, sought, changed, undone and forked: its definition alone gives the same bits again, also those of the
 * futures that were cut off.
 */
class ReplayPropertyTest {

    /** Room for a handful of states, so that going back has to recompute. */
    private static final long SMALL_CAP = 5 * 32;

    /** What a user does. Seeks go to a fraction of what was computed so far, so that they stay interesting. */
    sealed interface Action {
        record Step(int n) implements Action { }

        record Seek(double fraction) implements Action { }

        record Live(double value) implements Action { }

        record Paint(double x, double strength) implements Action { }

        record Unpaint() implements Action { }

        record Fork() implements Action { }

        /** Cancelled before it begins. */
        record CancelledStep() implements Action { }
    }

    @Provide
    Arbitrary<List<Action>> gentle() {
        return actions(Arbitraries.doubles().between(0, 1).ofScale(3), 30);
    }

    /** Rates above 2 blow up, so that failures are part of the story. */
    @Provide
    Arbitrary<List<Action>> wild() {
        return actions(Arbitraries.of(0.1, 0.5, 0.9, 1.9, 3.0, 1e200), 60);
    }

    private static Arbitrary<List<Action>> actions(Arbitrary<Double> values, int most) {
        Arbitrary<Action> step = Arbitraries.integers().between(1, 6).map(Action.Step::new);
        Arbitrary<Action> seek = Arbitraries.doubles().between(0, 1.2).ofScale(3).map(Action.Seek::new);
        Arbitrary<Action> live = values.map(Action.Live::new);
        Arbitrary<Action> paint = Combinators.combine(Arbitraries.doubles().between(0.1, 0.9).ofScale(3),
                Arbitraries.doubles().between(-1, 1).ofScale(3)).as(Action.Paint::new);
        return Arbitraries.oneOf(step, step, seek, live, paint, Arbitraries.of(new Action.Unpaint(), new Action.Fork(), new Action.CancelledStep()))
                .list().ofMinSize(1).ofMaxSize(most);
    }

    @Property(tries = 300)
    void aRelaxationReplays(@ForAll("wild") List<Action> actions) {
        check(RelaxationExperiment.definition(), "rate", 1, actions);
    }

    @Property(tries = 15)
    void aMeshMoverReplays(@ForAll("gentle") List<Action> actions) {
        Experiment e = Catalogue.find("mesh.monge-ampere");
        check(RunDefinition.of(e, e.defaults().with("monitor", "bell").with("n", 8), 1), "alpha", 60, actions);
    }

    @Property(tries = 10)
    void aMovingMeshReplays(@ForAll("gentle") List<Action> actions) {
        Experiment e = Catalogue.find("mesh.monge-ampere");
        check(RunDefinition.of(e, e.defaults().with("monitor", "moving-bell").with("n", 8).with("end-time", 0.2), 1), "alpha", 60, actions);
    }

    private static void check(RunDefinition definition, String parameter, double scale, List<Action> actions) {
        List<Run> runs = new ArrayList<>(List.of(new Run(definition, 1, new CheckpointBudget(SMALL_CAP))));
        try {
            long strokes = 0;
            for (Action a : actions) {
                Run run = runs.getLast();
                switch (a) {
                    case Action.Step s -> {
                        for (int k = 0; k < s.n(); k++) {
                            run.step();
                        }
                    }
                    case Action.Seek s -> run.seek(Math.round(s.fraction() * run.frontier()));
                    case Action.Live l -> change(run, new Change.Set(parameter, scale * l.value()));
                    case Action.Paint p -> change(run, new Change.Stroke(++strokes, List.of(p.x(), 0.5, 0.5, p.x()), 0.2, p.strength()));
                    case Action.Unpaint _ -> change(run, new Change.Unstroke(strokes));
                    case Action.Fork _ -> runs.add(run.fork(2));
                    case Action.CancelledStep _ -> cancelledStep(run);
                }
            }
            runs.forEach(RunTest::assertReplays);
        } finally {
            runs.forEach(Run::close);
        }
    }

    /** The future that a change cuts off can be computed again. */
    private static void change(Run run, Change change) {
        long step = run.currentStep();
        run.change(change).ifPresent(kept -> {
            assertThat(kept.step()).isEqualTo(step);
            try (Run future = new Run(kept.definition(), 1)) {
                future.seek(kept.frontier());
                assertThat(future.frontier()).isEqualTo(kept.frontier());
            }
        });
    }

    private static void cancelledStep(Run run) {
        run.cancelToken().cancel();
        try {
            run.step();
        } catch (CancelToken.Cancelled e) {
            // As asked.
        } finally {
            run.cancelToken().reset();
        }
    }

    /** The same through a loop with a thread of its own, where pauses and seeks cut steps short. */
    @Property(tries = 40)
    void aLoopUnderFireReplays(@ForAll("wild") List<Action> actions) throws Exception {
        List<KeptFuture> kept = Collections.synchronizedList(new ArrayList<>());
        RunLoop loop = RunLoop.open(RelaxationExperiment.definition(), 2).get();
        loop.onKeptFuture(kept::add);
        long strokes = 0;
        for (Action a : actions) {
            switch (a) {
                case Action.Step s when s.n() == 1 -> loop.play();
                case Action.Step s -> loop.step(s.n());
                case Action.Seek s -> loop.seek(Math.round(20 * s.fraction()));
                case Action.Live l -> loop.changeAndGoOn(new Change.Set("rate", l.value()));
                case Action.Paint p -> loop.change(new Change.Stroke(++strokes, List.of(p.x(), 0.5), 0.2, p.strength()));
                case Action.Unpaint _ -> loop.change(new Change.Unstroke(strokes));
                case Action.Fork _ -> loop.pause();
                case Action.CancelledStep _ -> loop.settled().get();
            }
        }
        loop.pause();
        RunSnapshot s = loop.settled().get();
        loop.close();
        assertThat(loop.awaitClosed(10_000)).isTrue();
        try (Run replay = new Run(s.definition(), 1)) {
            replay.seek(s.frame().step());
            assertThat(FrameDigest.of(replay.frame())).isEqualTo(FrameDigest.of(s.frame()));
            assertThat(replay.parameters()).isEqualTo(s.parameters());
        }
        for (KeptFuture k : kept) {
            try (Run future = new Run(k.definition(), 1)) {
                future.seek(k.frontier());
                assertThat(future.frontier()).isEqualTo(k.frontier());
            }
        }
    }
}
