package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class OnlineDictionaryTest {

    @Test
    void theDictionaryIsFoundWithinTheBallAndWithoutStoringSamples() {
        Solver s = new OnlineDictionary().opened("size=8", "sparsity=0.3");
        s.advance(600, StepContext.serial());
        assertThat(s.diagnostics().value("alignment-error").orElseThrow()).isLessThan(5e-3);
        assertThat(s.diagnostics().value("spectral-norm").orElseThrow()).isLessThanOrEqualTo(1 + 1e-12);
        assertThat(s.diagnostics().value("stored-samples")).hasValue(0);
        assertThat(s.diagnostics().value("stored-samples-offline")).hasValue(600 * 50);
    }

    /** One signal a step that holds an atom once in a hundred steps: until it does there is nothing to follow. */
    @Test
    void signalsWithoutAtomsLeaveTheDictionaryAsItIs() {
        Solver s = new OnlineDictionary().opened("size=2", "batch=1", "sparsity=0.01");
        double first = s.diagnostics().value("alignment-error").orElseThrow();
        s.advance(2, StepContext.serial());
        assertThat(s.diagnostics().value("alignment-error")).hasValue(first);
        assertThat(s.frame(2).layers().stream().flatMap(l -> l.arrays().stream()).allMatch(a -> Arrays.stream(a.values()).allMatch(Double::isFinite))).isTrue();
    }

    @Test
    void stepsThatShrinkCannotFollowADrift() {
        Solver shrinking = new OnlineDictionary().opened("size=8", "drift=0.01");
        Solver following = new OnlineDictionary().opened("size=8", "drift=0.01", "floor=0.15");
        shrinking.advance(300, StepContext.serial());
        following.advance(300, StepContext.serial());
        assertThat(following.diagnostics().value("alignment-error").orElseThrow()).isLessThan(0.5 * shrinking.diagnostics().value("alignment-error").orElseThrow());
    }
}
