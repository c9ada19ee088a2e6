package org.pushforward.engine.dem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.dem.HopperSweep.Run;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class NeuralHopperTest {

    private static final HopperSweep SWEEP = HopperSweep.shipped();

    @Test
    void theSweepIsWhatItSays() {
        assertThat(SWEEP.runs()).hasSize(HopperSweep.RUNS);
        for (int k = 0; k < HopperSweep.RUNS; k++) {
            Run r = SWEEP.runs().get(k);
            // A text of six decimals is what the hopper was set by.
            assertThat(r.conditions()).containsExactly(HopperSweep.conditions(k), within(1e-12));
            assertThat(r.outflow()).isSorted();
            assertThat(r.outflow()[HopperSweep.TIMES - 1]).isBetween(0.2, 1.0);
            // Grains count where their centers are, so that a cell may hold more than its area.
            assertThat(Arrays.stream(r.field(0, 0)).allMatch(v -> v >= 0 && v < 1.4)).isTrue();
        }
    }

    /** What occupancy has lost is what has left. */
    @Test
    void grainsAreKept() {
        for (Run r : SWEEP.runs()) {
            double early = Arrays.stream(r.field(0, 0)).sum();
            double late = Arrays.stream(r.field(8, 0)).sum();
            // Means over two and a half time units against moments, and grains above the grid of the steepest.
            assertThat(late / early).isCloseTo((1 - r.outflow()[8]) / (1 - r.outflow()[0]), within(0.12));
        }
    }

    @Test
    void steeperHoppersRunFaster() {
        double steep = SWEEP.runs().stream().filter(r -> r.conditions()[0] > 55).mapToDouble(r -> r.outflow()[7]).average().orElseThrow();
        double flat = SWEEP.runs().stream().filter(r -> r.conditions()[0] < 20).mapToDouble(r -> r.outflow()[7]).average().orElseThrow();
        assertThat(steep).isGreaterThan(flat);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SWEEP.write(out);
        byte[] shipped = HopperSweep.class.getResourceAsStream("hopper-sweep.txt").readAllBytes();
        // The packing may differ between versions of zlib, the length hardly.
        assertThat((double) out.size() / shipped.length).isCloseTo(1, within(0.02));
        assertThat(shipped.length).isLessThan(2_000_000);
    }

    @Test
    void branchesHaveTheirShapes() {
        for (HopperNetwork.Kind kind : HopperNetwork.Kind.values()) {
            HopperNetwork net = new HopperNetwork(kind);
            Weights weights = Weights.of(net);
            try (Tape tape = Tape.open(new CancelToken())) {
                Theta w = Theta.constant(tape, weights, weights.initial(new Philox(1)));
                List<int[]> shapes = net.apply(w, tape.of(new double[12], 3, 4), tape.of(new double[10], 5, 2)).stream().map(v -> v.shape()).toList();
                assertThat(shapes.get(0)).containsExactly(3, 5, 1);
                assertThat(shapes.get(1)).containsExactly(3, 5, 2);
                assertThat(shapes.get(3)).containsExactly(3, 1, 1);
            }
        }
    }

    @Test
    void someRunsMustBeLearnedFrom() {
        assertThatThrownBy(() -> new NeuralHopper().opened("held-out=40")).isInstanceOf(InputException.class).hasMessageContaining("held-out");
    }
}
