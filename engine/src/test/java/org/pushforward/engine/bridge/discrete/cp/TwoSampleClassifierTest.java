package org.pushforward.engine.bridge.discrete.cp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;

import org.pushforward.engine.numerics.Philox;

class TwoSampleClassifierTest {

    private static final StepContext SERIAL = StepContext.serial();
    private static final Philox RANDOM = new Philox(6);

    /** n draws of two coordinates among eight categories; the second is the first, but for a share of them. */
    private static int[] draws(int n, int stream, double loose) {
        double[] u = new double[3 * n];
        RANDOM.stream(stream).uniforms(0, n, 0, 3, u, 0);
        int[] x = new int[2 * n];
        for (int p = 0; p < n; p++) {
            x[2 * p] = (int) (7.99 * u[3 * p]);
            x[2 * p + 1] = u[3 * p + 1] <= loose ? (int) (7.99 * u[3 * p + 2]) : x[2 * p];
        }
        return x;
    }

    /** Central differences with h = 1e-6 of a function of order 1: 1e-9; no unit changes its sign within h at these weights. */
    @Test
    void theGradientAgreesWithDifferences() {
        int[] real = draws(20, 1, 0);
        int[] model = draws(20, 2, 1);
        TwoSampleClassifier c = new TwoSampleClassifier(2, 8, RANDOM);
        double[] theta = c.weights();
        c.descend(theta, real, 2, model, 5, 10);
        double[] gradient = c.gradient().clone();
        assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(0.01);
        for (int k = 0; k < theta.length; k += 7) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[k] += 1e-6;
            down[k] -= 1e-6;
            double difference = (c.descend(up, real, 2, model, 5, 10) - c.descend(down, real, 2, model, 5, 10)) / 2e-6;
            assertThat(gradient[k]).as("weight %d", k).isCloseTo(difference, Offset.offset(1e-8));
        }
    }

    /** Of the four pairs three are won and one is a tie. */
    @Test
    void aurocCountsPairs() {
        assertThat(TwoSampleClassifier.auroc(new double[] {2, 1}, new double[] {1, 0})).isEqualTo(0.875);
        assertThat(TwoSampleClassifier.score(0.875)).isEqualTo(0.25);
    }

    /** The mean score of 400 pairs of normal samples; its standard deviation is about 0.13/√400. */
    @Test
    void perfectIsTheMeanOfIndependentSamples() {
        double sum = 0;
        for (int k = 0; k < 400; k++) {
            double[] z = new double[70];
            RANDOM.normals(0, 70, k, 1, z, 0);
            sum += TwoSampleClassifier.score(TwoSampleClassifier.auroc(Arrays.copyOf(z, 20), Arrays.copyOfRange(z, 20, 70))) / 400;
        }
        assertThat(sum).isCloseTo(TwoSampleClassifier.perfect(20, 50), Offset.offset(0.02));
    }

    /** Equal laws score what chance gives for 768 against 768, whose deviation is below 0.02; coordinates that hang together are seen. */
    @Test
    void onlyWhatDiffersIsToldApart() {
        int n = PairTest.PAIRS;
        double same = TwoSampleClassifier.score(draws(n, 1, 0.2), draws(n, 2, 0.2), 2, 8, RANDOM, SERIAL);
        assertThat(same).isGreaterThan(TwoSampleClassifier.perfect(n / 5, n / 5) - 0.06);
        double little = TwoSampleClassifier.score(draws(n, 1, 0.2), draws(n, 2, 0.6), 2, 8, RANDOM, SERIAL);
        double much = TwoSampleClassifier.score(draws(n, 1, 0.2), draws(n, 2, 1), 2, 8, RANDOM, SERIAL);
        assertThat(little).isLessThan(same - 0.1);
        assertThat(much).isLessThan(little - 0.2);
        assertThat(TwoSampleClassifier.score(draws(n, 1, 0.2), draws(n, 2, 1), 2, 8, RANDOM, SERIAL)).isEqualTo(much);
    }
}
