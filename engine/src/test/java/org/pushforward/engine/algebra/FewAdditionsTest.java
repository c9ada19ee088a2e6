package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class FewAdditionsTest {

    @ParameterizedTest
    @CsvSource({"integers, greedy", "f2, greedy", "f3, published", "blocks, published"})
    void productsAreExact(String ring, String reduction) {
        Solver s = new FewAdditions().opened("ring=" + ring, "reduction=" + reduction, "matrix-a=999,-998,7;0,5,-3;1,1,2");
        s.advance(1000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(s.diagnostics().value("wrong-entries")).hasValue(0);
        assertThat(s.diagnostics().value("tensor-defect")).hasValue(0);
        assertThat(s.diagnostics().value("additions").orElseThrow()).isBetween(58.0, 60.0);
    }

    @Test
    void seedsDecideAmongEquals() {
        assertThat(FewAdditions.greedy(3)).isEqualTo(FewAdditions.greedy(3)).isBetween(58, 60);
    }

    @Test
    void fractionsAreRefused() {
        assertThatThrownBy(() -> new FewAdditions().opened("matrix-a=1,2,3;4,5.5,6;7,8,9")).isInstanceOf(InputException.class).hasMessageContaining("whole numbers");
    }
}
