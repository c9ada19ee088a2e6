package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.BasisConvolution;
import org.pushforward.engine.learn.layer.FourierStack;
import org.pushforward.engine.learn.layer.LineKernel;
import org.pushforward.engine.learn.layer.LineKernel.Reading;
import org.pushforward.engine.learn.layer.FactorizedConvolution;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.learn.layer.ScatteredConvolution;
import org.pushforward.engine.learn.layer.SpectralConvolution;
import org.pushforward.engine.learn.layer.WeightedAttention;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SpectralBasis;
import org.pushforward.engine.numerics.SpectralBasis.Kind;

/** Layers of neural operators. */
class OperatorLayersTest {

    private static double[] sampled(int n, DoubleUnaryOperator f) {
        double[] u = new double[n];
        Arrays.setAll(u, j -> f.applyAsDouble((double) j / n));
        return u;
    }

    private static double worst(double[] a, double[] b) {
        double w = 0;
        for (int k = 0; k < a.length; k++) {
            w = Math.max(w, Math.abs(a[k] - b[k]));
        }
        return w;
    }

    private static double[] applied(LineKernel layer, double[] theta, double[] x) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, Weights.of(layer), theta);
            return layer.apply(w, tape.of(x, 1, 1, x.length)).array();
        }
    }

    @Test
    void theThreeReadingsAgreeOnTheReferenceGrid() {
        double[] x = sampled(32, t -> Math.sin(2 * Math.PI * t) + Math.cos(10 * t));
        double[] taps = {0.3, -0.5, 0.1, 0.7, -0.6};
        double[] pixels = applied(new LineKernel("k", 1, 2, 32, Reading.PIXELS), taps, x);
        assertThat(worst(applied(new LineKernel("k", 1, 2, 32, Reading.LOCAL), taps, x), pixels)).isLessThan(1e-14);
        assertThat(worst(applied(new LineKernel("k", 1, 2, 32, Reading.DIFFERENTIAL), taps, x), pixels)).isLessThan(1e-14);
        // By hand.
        assertThat(pixels[7]).isCloseTo(0.3 * x[5] - 0.5 * x[6] + 0.1 * x[7] + 0.7 * x[8] - 0.6 * x[9], within(1e-14));
    }

    @Test
    void aLocalKernelIsAnIntegralAndADifferentialOneADerivative() {
        // The integral of the hats over the reference spacing is the sum of the taps.
        double[] one = applied(new LineKernel("k", 1, 2, 16, Reading.LOCAL), new double[] {1, 2, 3, 2, 1}, sampled(128, _ -> 1));
        assertThat(one[5]).isCloseTo(9, within(1e-12));
        double[] error = new double[2];
        for (int k = 0; k < 2; k++) {
            int n = 64 << k;
            LineKernel layer = new LineKernel("k", 1, 1, 16, Reading.DIFFERENTIAL);
            double[] theta = Weights.of(layer).initial(new Philox(3));
            double[] y = applied(layer, theta, sampled(n, t -> Math.sin(2 * Math.PI * t)));
            error[k] = worst(y, sampled(n, t -> 2 * theta[2] / 16 * 2 * Math.PI * Math.cos(2 * Math.PI * t)));
        }
        assertThat(Math.log(error[0] / error[1]) / Math.log(2)).isCloseTo(2, within(0.05));
    }

    @Test
    void attentionWithWeightsDoesNotMindACellCutInTwo() {
        for (boolean isGalerkin : new boolean[] {false, true}) {
            WeightedAttention a = new WeightedAttention("a", 4, 2, isGalerkin);
            try (Tape tape = Tape.precise(new CancelToken())) {
                Weights weights = Weights.of(a);
                Theta w = Theta.constant(tape, weights, weights.initial(new Philox(1)));
                double[] x = sampled(12, t -> Math.sin(17 * t) + t);
                double[] y = a.apply(w, tape.of(x, 1, 3, 4), new double[] {0.5, 0.3, 0.2}).array();
                double[] cut = Arrays.copyOf(x, 16);
                System.arraycopy(x, 8, cut, 12, 4);
                double[] z = a.apply(w, tape.of(cut, 1, 4, 4), new double[] {0.5, 0.3, 0.15, 0.05}).array();
                assertThat(worst(y, Arrays.copyOf(z, 12))).isLessThan(1e-14);
            }
        }
    }

    @Test
    void aFourierOperatorSeesTheSameFunctionOnEveryGrid() {
        OperatorNetwork net = OperatorNetwork.fourier("f", 1, 1, 3, 1, 4, 1);
        Weights weights = Weights.of(net);
        assertThat(weights.size()).isEqualTo(net.size());
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, weights, weights.initial(new Philox(1)));
            DoubleUnaryOperator f = t -> Math.sin(2 * Math.PI * t) + 0.4 * Math.cos(6 * Math.PI * t);
            double[] coarse = net.apply(w, tape.of(sampled(16, f), 1, 1, 16)).array();
            double[] fine = net.apply(w, tape.of(sampled(64, f), 1, 1, 64)).array();
            assertThat(List.of(0, 3, 9)).allSatisfy(j -> assertThat(fine[4 * j]).isCloseTo(coarse[j], within(1e-12)));
        }
    }

    @Test
    void aStackIsSeveralOperatorsAtOnce() {
        FourierStack stack = new FourierStack("f", 3, 1, 2, 1, 3, 2);
        OperatorNetwork net = OperatorNetwork.fourier("f", 1, 1, 2, 1, 3, 2);
        assertThat(stack.size()).isEqualTo(net.size());
        double[] theta = Weights.of(stack).initial(new Philox(5));
        double[] x = sampled(24, t -> Math.sin(40 * t));
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] all = stack.apply(Theta.constant(tape, Weights.of(stack), theta), tape.of(x, 3, 1, 1, 8)).array();
            for (int c = 0; c < 3; c++) {
                double[] one = stack.single().copied(theta, stack, new int[] {c});
                // Both name and order their arrays alike, but for the axis of copies.
                double[] same = new double[one.length];
                for (Weights.Part p : net.parts()) {
                    System.arraycopy(one, Weights.of(stack.single()).offset(p.name()), same, Weights.of(net).offset(p.name()), p.size());
                }
                double[] y = net.apply(Theta.constant(tape, Weights.of(net), same), tape.of(Arrays.copyOfRange(x, 8 * c, 8 * c + 8), 1, 1, 8)).array();
                assertThat(worst(y, Arrays.copyOfRange(all, 8 * c, 8 * c + 8))).isLessThan(1e-13);
            }
        }
    }

    @Test
    void mixingByTheIdentityProjectsOnTheBases() {
        SpectralBasis first = new SpectralBasis(Kind.CHEBYSHEV, 3);
        SpectralBasis second = new SpectralBasis(Kind.FOURIER, 3);
        BasisConvolution layer = new BasisConvolution("b", 2, first, 4, second, 5);
        double[] theta = new double[Weights.of(layer).size()];
        for (int m = 0; m < 9; m++) {
            theta[4 * m] = 1;
            theta[4 * m + 3] = 1;
        }
        double[] t = first.nodes(4);
        double[] x = second.nodes(5);
        double[] f = new double[40];
        for (int k = 0; k < 40; k++) {
            f[k] = k < 20 ? 1 + t[k / 5] * t[k / 5] * Math.sin(2 * Math.PI * x[k % 5]) : t[k % 20 / 5] - Math.cos(2 * Math.PI * x[k % 5]);
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] y = layer.apply(Theta.constant(tape, Weights.of(layer), theta), tape.of(f, 1, 2, 4, 5)).array();
            assertThat(worst(y, f)).isLessThan(1e-14);
        }
    }

    @Test
    void aConvolutionAtScatteredPointsCommutesWithShiftsAndOnAGridTakesOneWaveToOne() {
        ScatteredConvolution layer = new ScatteredConvolution("s", 1, 1, 2);
        double[] theta = Weights.of(layer).initial(new Philox(3));
        int n = 6;
        double[] points = new double[2 * n * n];
        double[] moved = new double[points.length];
        double[] f = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            points[2 * i] = (double) (i / n) / n;
            points[2 * i + 1] = (double) (i % n) / n;
            moved[2 * i] = points[2 * i] + 0.13;
            moved[2 * i + 1] = points[2 * i + 1] - 0.4;
            f[i] = Math.cos(2 * Math.PI * (points[2 * i] - 2 * points[2 * i + 1]));
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, Weights.of(layer), theta);
            int m = 1 + 2 * 12;
            double[] y = layer.apply(w, tape.of(f, 1, n * n, 1), tape.of(ScatteredConvolution.functions(points, 2), n * n, m)).array();
            double[] z = layer.apply(w, tape.of(f, 1, n * n, 1), tape.of(ScatteredConvolution.functions(moved, 2), n * n, m)).array();
            assertThat(worst(y, z)).isLessThan(1e-13);
            // Wave vector (1, −2) is the third: after (0, 1) and (0, 2); its weights are over 1 + 1 + 4.
            double p = theta[1 + 2] / 6;
            double q = theta[1 + 12 + 2] / 6;
            double[] expected = new double[n * n];
            for (int i = 0; i < n * n; i++) {
                double a = 2 * Math.PI * (points[2 * i] - 2 * points[2 * i + 1]);
                expected[i] = p * Math.cos(a) - q * Math.sin(a);
            }
            assertThat(worst(y, expected)).isLessThan(1e-13);
        }
    }

    /** Products of matrices do what fast transforms do; the weights of the two lie otherwise. */
    @Test
    void theConvolutionWithChannelsLastIsTheOther() {
        int m = 3;
        PlaneConvolution ours = new PlaneConvolution("c", 2, 2, m);
        SpectralConvolution other = new SpectralConvolution("c", 2, 2, 2, m);
        double[] theta = Weights.of(ours).initial(new Philox(4));
        double[] turned = new double[theta.length];
        for (int k = 0; k < theta.length; k++) {
            int part = k / (2 * m * m * 4);
            int wave = k / 4 % (2 * m * m);
            turned[part * 2 * m * m * 4 + k % 4 * 2 * m * m + wave] = theta[k];
        }
        double[] x = sampled(8 * 10 * 2, t -> Math.sin(40 * t * t));
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value field = tape.of(Arrays.copyOf(x, 2 * 8 * 8), 1, 8, 8, 2);
            Value y = ours.apply(Theta.constant(tape, Weights.of(ours), theta), field);
            Value z = other.apply(Theta.constant(tape, Weights.of(other), turned), field.permute(0, 3, 1, 2)).permute(0, 2, 3, 1);
            assertThat(worst(y.array(), z.reshape(-1).array())).isLessThan(1e-13);
        }
    }

    /** Along x a wave is multiplied by its number, whatever it does along y; what has too many waves is dropped. */
    @Test
    void aFactorizedConvolutionTreatsTheAxesApart() {
        FactorizedConvolution c = new FactorizedConvolution("c", 1, 3);
        double[] theta = {5, 7, 0, 0, 0, 2, 11, 0, 0, 0, 0, 0};
        double[] x = new double[64];
        double[] expected = new double[64];
        for (int k = 0; k < 64; k++) {
            double a = 2 * Math.PI * (k / 8) / 8;
            double b = 2 * Math.PI * (k % 8) / 8;
            x[k] = Math.cos(a) * Math.cos(3 * b) + Math.sin(2 * a + b) + Math.cos(3 * a);
            // Along x, cos a by 7, sin(2a + b) by 2i, a shift of a quarter; along y 11 for what is constant there.
            expected[k] = 7 * Math.cos(a) * Math.cos(3 * b) + 2 * Math.cos(2 * a + b) + 11 * Math.cos(3 * a);
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            assertThat(worst(c.apply(Theta.constant(tape, Weights.of(c), theta), tape.of(x, 1, 8, 8, 1)).array(), expected)).isLessThan(1e-13);
        }
    }
}
