package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.compress.SmallNetworks.Group;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class ProgressiveArchitecturesTest {

    @Test
    void eightHundredAndNineteenNetworksInGroupsOfEqualWidths() {
        SmallNetworks nets = new SmallNetworks(3);
        assertThat(nets.count()).isEqualTo(819);
        assertThat(nets.groups()).hasSize(39);
        assertThat(nets.groups().stream().flatMapToInt(g -> Arrays.stream(g.numbers())).sorted().toArray()).containsExactly(IntStream.range(0, 819).toArray());
        int number = SmallNetworks.number(0, 8, 4);
        assertThat(SmallNetworks.name(number)).isEqualTo("8r 32s 16t");
        assertThat(SmallNetworks.operations(number)).containsExactly(0, 8, 4);
        assertThat(SmallNetworks.parent(number)).isEqualTo(SmallNetworks.number(0, 8));
        assertThat(SmallNetworks.size(SmallNetworks.number(0))).isEqualTo(8 * 65 + 10 * 9);
        assertThat(SmallNetworks.weights(new Group(new int[] {8}, new int[] {0})).size()).isEqualTo(8 * 65 + 10 * 9);
    }

    /** Wider to narrower by means, narrower to wider by zeros. */
    @Test
    void skipsFit() {
        try (Tape tape = Tape.precise(new CancelToken())) {
            assertThat(SmallNetworks.fitted(tape.of(new double[] {1, 3, 5, 9}, 1, 1, 4), 2).array()).containsExactly(2, 7);
            assertThat(SmallNetworks.fitted(tape.of(new double[] {1, 3}, 1, 1, 2), 4).array()).containsExactly(1, 3, 0, 0);
        }
    }

    /** With a last layer of zeros every network gives every digit a tenth, alone and with shared weights. */
    @Test
    void nothingKnownIsLogTen() {
        Group g = new SmallNetworks(2).groups().get(5);
        Weights weights = SmallNetworks.weights(g);
        double[] theta = weights.initial(new Philox(1));
        Arrays.fill(theta, weights.offset("head"), theta.length, 0);
        double[] x = new double[2 * 64];
        new Philox(2).uniforms(0, 2, 0, 64, x, 0);
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] losses = SmallNetworks.losses(g, Theta.constant(tape, weights, theta), tape.of(x, 2, 64), new int[] {3, 8}).array();
            assertThat(losses).hasSize(g.numbers().length);
            assertThat(losses[4]).isCloseTo(Math.log(10), within(1e-12));
            double[] zeros = new double[SharedWeights.weights().size()];
            assertThat(SharedWeights.loss(g.numbers()[4], Theta.constant(tape, SharedWeights.weights(), zeros), tape.of(x, 2, 64), new int[] {3, 8}).number()).isCloseTo(Math.log(10), within(1e-12));
        }
    }

    /** Losses that are e^(width): after the nine small ones, the greedy search knows which widths are good. */
    @Test
    void searchesStartSmallAndGrow() {
        SmallNetworks nets = new SmallNetworks(2);
        double[] losses = IntStream.range(0, nets.count()).mapToDouble(k -> Math.exp(-Arrays.stream(SmallNetworks.operations(k)).map(o -> o / 3).sum())).toArray();
        ProgressiveSearch s = ProgressiveSearch.of(nets, losses, 0);
        for (int k = 0; k < 10; k++) {
            s = s.next((k + 0.5) / 10);
        }
        assertThat(Arrays.stream(s.order(), 0, 9).sorted().toArray()).containsExactly(IntStream.range(0, 9).toArray());
        assertThat(SmallNetworks.operations(s.order()[9])[0] / 3).isEqualTo(2);
        assertThat(Arrays.stream(s.choice().probability()).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void ranksCorrelate() {
        assertThat(ProgressiveArchitectures.rankCorrelation(new double[] {1, 2, 3}, new double[] {10, 20, 30})).isEqualTo(1);
        assertThat(ProgressiveArchitectures.rankCorrelation(new double[] {1, 2, 3}, new double[] {30, 20, 10})).isEqualTo(-1);
    }

    /** Another temperature starts the searches anew, and the table stays. */
    @Test
    void aChangeSearchesAgain() {
        Solver s = new ProgressiveArchitectures().opened("layers=1", "epochs=1", "budget=9");
        s.advance(1000, StepContext.serial());
        assertThat(s.status()).isInstanceOf(Status.Finished.class);
        s.apply(new Change.Set("temperature", 2.0));
        assertThat(s.status()).isInstanceOf(Status.Running.class);
        assertThat(s.diagnostics().value("trained").orElseThrow()).isEqualTo(9);
        assertThat(s.diagnostics().value("evaluations")).isEmpty();
    }
}
