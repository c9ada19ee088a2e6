package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class SubspacePowerTest {

    @Test
    void allComponentsAreFoundWithoutBeingToldHowMany() {
        Solver s = new SubspacePower().opened("dimension=4", "rank=5");
        s.advance(3000, StepContext.serial());
        assertThat(s.diagnostics().value("rank-found")).hasValue(5);
        assertThat(s.diagnostics().value("components-found")).hasValue(5);
        assertThat(s.diagnostics().value("component-error").orElseThrow()).isLessThan(1e-8);
        assertThat(s.diagnostics().value("functional-fall").orElseThrow()).isLessThan(1e-12);
    }

    @Test
    void tensorsThatAreNotSymmetricAndRanksTooHighAreRefused() {
        assertThatThrownBy(() -> new SubspacePower().opened("rank=4")).isInstanceOf(InputException.class).hasMessageContaining("fewer components");
        assertThatThrownBy(() -> new SubspacePower().opened("dimension=2", "rank=1", "tensor=1,0,0,0;0,1,0,0;0,0,0,0;0,0,0,0")).isInstanceOf(InputException.class).hasMessageContaining("exchanged");
    }
}
