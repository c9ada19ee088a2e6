package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.StudySolver;

class HybridPruningTest {

    private static final HybridPruning STUDY = new HybridPruning();

    /** Zeroed neurons put out nothing: the network without them gives the same logits. */
    @Test
    void removalChangesNothing() {
        NeuronGroups groups = new NeuronGroups(5);
        boolean[] gone = {true, false, false, true, false, false, true, true, false, false};
        double[] theta = groups.scaled(HouseModels.weights(groups.widths()).initial(new Philox(4)), gone, 0);
        assertThat(groups.zeros(theta)).isEqualTo(4);
        assertThat(groups.widths(gone)).containsExactly(64, 3, 3, 10);
        double[] x = DigitsNet.Examples.of(true).x();
        double[] full = DigitsNet.of(theta, groups.widths()).forward(x).getLast();
        double[] less = DigitsNet.of(groups.without(theta, gone), groups.widths(gone)).forward(x).getLast();
        assertThat(less).containsExactly(full, within(1e-12));
    }

    /** The least three of six that are left; with a neuron a layer spared, another goes in its place. */
    @Test
    void theLastNeuronOfALayerIsSpared() {
        NeuronGroups groups = new NeuronGroups(3);
        double[] scores = {1, 2, 3, 10, 11, 12};
        boolean[] none = new boolean[6];
        assertThat(groups.least(scores, none, 3, false)).containsExactly(true, true, true, false, false, false);
        assertThat(groups.least(scores, none, 3, true)).containsExactly(true, true, false, true, false, false);
    }

    /** The least is rescued as soon as it matters with the others gone; the list then stays. */
    @Test
    void rescoringRescues() {
        NeuronGroups groups = new NeuronGroups(2);
        NeuronGroups.Chosen c = groups.corrected(new double[] {1, 2, 3, 4}, new boolean[4], 2, false, list -> new double[] {list[1] ? 9 : 0, 0, 0, 0});
        assertThat(c.which()).containsExactly(false, true, true, false);
        assertThat(c.rescued()).isEqualTo(1);
    }

    @Test
    void exactSparsityAndTheSameAgain() {
        var s = played();
        assertThat(s.diagnostics().value("group-sparsity").orElseThrow()).isEqualTo(10.0 / 16);
        assertThat(s.diagnostics().value("accuracy")).isEqualTo(played().diagnostics().value("accuracy"));
    }

    private static StudySolver<?> played() {
        var s = STUDY.opened("epochs=1", "hidden=8", "periods=2", "sparsity=0.6");
        IntStream.range(0, 4).forEach(_ -> s.step(StepContext.serial()));
        return s;
    }

    @Test
    void noNeuronLeftIsRefused() {
        assertThatThrownBy(() -> STUDY.opened("hidden=5", "sparsity=0.95")).isInstanceOf(InputException.class).hasMessageContaining("smaller sparsity");
        assertThat(Arrays.stream(new double[] {NeuronGroups.going(0.85, 128)}).sum()).isEqualTo(109);
    }
}
