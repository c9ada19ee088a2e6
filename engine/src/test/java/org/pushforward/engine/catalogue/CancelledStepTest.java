package org.pushforward.engine.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/** A step that is cancelled at any of the questions it asks leaves no trace: repeated, it gives the bits of one that never was. */
class CancelledStepTest {

    /** Says yes to one question only, so that steps of nested work are cut short at each of them in turn. */
    private static final class Once extends CancelToken {
        private int left;

        Once(int question) {
            left = question;
        }

        @Override
        public boolean isCancelled() {
            return left-- == 0;
        }
    }

    /** Networks, their moments and averages, couplings and judgements; all small. The second step has everything that a step can have. */
    @ParameterizedTest
    @ValueSource(strings = {
        "bridge.super-resolution-urban fields=gaussian cells=16 width=8 batch=2 iterations=8 iterations-per-step=1 members=2 evaluations=2 "
                + "diffusion-evaluations=2 judged=1",
        "bridge.super-resolution-urban fields=gaussian cells=16 width=8 batch=2 iterations=1 iterations-per-step=1 members=2 evaluations=2 "
                + "diffusion-evaluations=2 judged=1",
        "bridge.dsb method=dsb steps=4 batch=8 width=8 cache=16 refresh=1 particles=20 iterations=2 iterations-per-step=2",
        "bridge.dsb method=sf2m coupling=minibatch-ot steps=4 batch=4 width=8 particles=20 iterations=4 iterations-per-step=2",
        "bridge.density-ratio problem=sets coupling=minibatch-ot batch=8 steps=4 iterations-per-step=2",
        "bridge.light-m coupling=minibatch-ot components=4 batch=8 iterations-per-step=2 particles=20 flow-steps=4",
        "bridge.csbm-network categories=8 alpha=0.3 width=8 batch=8 inner-steps=2 steps=2 first-steps=2 half-steps=2 coupling=optimal",
        "bridge.alpha-csbm problem=benchmark dimension=3 categories=8 alpha=0.3 width=8 batch=8 inner-steps=2 steps=2 first-steps=2 half-steps=2",
        "bridge.dlight-m dimension=3 categories=8 alpha=0.3 components=4 batch=8 inner-steps=2 steps=2 loss=coordinatewise"})
    void leavesNoTrace(String run) {
        String[] words = run.split(" ");
        Experiment experiment = Catalogue.find(words[0]);
        ParameterSet p = ParameterSet.of(experiment.parameters(), Arrays.copyOfRange(words, 1, words.length));
        Solver straight = experiment.create(p, 1);
        straight.step(StepContext.serial());
        Solver.State before = straight.save();
        straight.step(StepContext.serial());
        Solver interrupted = experiment.create(p, 1);
        int question = 0;
        for (boolean isCancelled = true; isCancelled; question++) {
            interrupted.restore(before);
            isCancelled = isCut(interrupted, question);
            if (isCancelled) {
                assertThat(interrupted.save()).as("the state after question %d", question).isSameAs(before);
                interrupted.step(StepContext.serial());
            }
            assertThat(interrupted.save()).as("the next state after question %d", question).usingRecursiveComparison()
                    .withEqualsForType(Arrays::equals, double[].class).withComparatorForType(Double::compare, Double.class)
                    .isEqualTo(straight.save());
        }
        assertThat(question).as("questions asked").isGreaterThan(3);
    }

    private static boolean isCut(Solver solver, int question) {
        try {
            solver.step(new StepContext(Workers.serial(), new Once(question)));
            return false;
        } catch (CancelToken.Cancelled e) {
            return true;
        }
    }
}
