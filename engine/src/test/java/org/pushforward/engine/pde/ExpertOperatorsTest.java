package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.MedianTree;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Turn;

class ExpertOperatorsTest {

    @Test
    void freshPairsFillEveryCellEquallyAndGoByTheirInputsAlone() {
        MedianTree tree = RoutedPairs.tree(RoutedPairs.inputs(new Philox(1), 256), 4);
        RoutedPairs fresh = RoutedPairs.fresh(tree, 4, 5, new Philox(2), 0.05, new Turn(null, 0, new Philox(1), StepContext.serial()));
        int[] n = new int[4];
        for (int k = 0; k < fresh.size(); k++) {
            n[fresh.cell()[k]]++;
            assertThat(tree.cell(RoutedPairs.coefficients(fresh.x()[k]))).isEqualTo(fresh.cell()[k]);
        }
        assertThat(n).containsOnly(5);
        assertThat(Arrays.stream(fresh.inTurn(2, 4)).limit(4).map(k -> fresh.cell()[k])).containsExactly(2, 3, 2, 3);
    }

    @Test
    void theSharedNetworkIsAllLevelsUntilTheSplit() {
        var run = new ExpertOperators().opened("experts=4", "width=2", "batch=4", "shared-iterations=2", "iterations=4", "iterations-per-step=2");
        run.advance(1, StepContext.serial());
        assertThat(run.diagnostics().value("error")).isEqualTo(run.diagnostics().value("error-one"));
        run.advance(1, StepContext.serial());
        assertThat(run.diagnostics().value("split")).hasValue(1);
        assertThat(run.diagnostics().value("error")).isNotEqualTo(run.diagnostics().value("error-one"));
        assertThat(run.diagnostics().value("parameters-total").orElseThrow()).isEqualTo(4 * run.diagnostics().value("parameters-resident").orElseThrow());
    }

    @Test
    void aPoolThatLeavesExpertsWithoutPairsIsRefused() {
        assertThatThrownBy(() -> new ExpertOperators().opened("experts=64", "pairs=100")).isInstanceOf(InputException.class).hasMessageContaining("256");
    }
}
