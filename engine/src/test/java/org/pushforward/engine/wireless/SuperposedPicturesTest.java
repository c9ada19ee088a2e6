package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class SuperposedPicturesTest {

    private static final CancelToken NEVER = new CancelToken();

    /** The best decoder of uncoded numbers has the distortion of the closed form. */
    @Test
    void uncodedWithTheBestDecoderIsTheClosedForm() {
        double rho = 0.6;
        double noise = 0.4;
        double b = (1 + rho) / (2 + 2 * rho + noise);
        GaussianPair net = new GaussianPair(1);
        Fit fit = Fit.from(Weights.of(net), AdamW.ADAM, new double[] {1, 1, b, b}).precise();
        assertThat(fit.evaluate(NEVER, w -> net.distortion(w, rho, noise))[0]).isCloseTo(GaussianPair.exact(rho, noise), within(1e-14));
    }

    /** The quadratic form against sums over drawn numbers. */
    @Test
    void theExpectedErrorIsTheMeanError() {
        double rho = 0.7;
        double noise = 0.2;
        double[] b = {0.3, 0.5};
        GaussianPair net = new GaussianPair(1);
        Fit fit = Fit.from(Weights.of(net), AdamW.ADAM, new double[] {1, -1, b[0], b[1]}).precise();
        int n = 200_000;
        double[] z = new double[3 * n];
        new Philox(3).normals(0, n, 0, 3, z, 0);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            double s = z[3 * k];
            double t = rho * s + Math.sqrt(1 - rho * rho) * z[3 * k + 1];
            double y = s - t + Math.sqrt(noise) * z[3 * k + 2];
            sum += 0.5 * (Math.pow(s - b[0] * y, 2) + Math.pow(t - b[1] * y, 2)) / n;
        }
        // Of 200 000 squares about one the mean is off by some .003.
        assertThat(fit.evaluate(NEVER, w -> net.distortion(w, rho, noise))[0]).isCloseTo(sum, within(0.01));
    }

    @Test
    void superposedIsBetterThanInTurnsAsSoonAsThereIsCorrelation() {
        assertThat(GaussianPair.exact(0, 0.5)).isCloseTo(GaussianPair.orthogonal(0, 0.5), within(1e-15));
        for (double rho : new double[] {0.1, 0.5, 0.9}) {
            assertThat(GaussianPair.exact(rho, 0.5)).isLessThan(GaussianPair.orthogonal(rho, 0.5));
        }
        assertThat(GaussianPair.exact(1, 0)).isZero();
    }

    /** Same energy in both ways; in turns the senders do not overlap. */
    @Test
    void wordsHaveTheirEnergy() {
        double[] x = new double[128];
        new Philox(4).uniforms(0, 1, 0, 128, x, 0);
        for (boolean isSuperposed : new boolean[] {true, false}) {
            PictureLink link = new PictureLink(isSuperposed, 6);
            Fit fit = Fit.start(Weights.of(link), AdamW.ADAM, new Philox(1)).precise();
            double[] word = fit.evaluate(NEVER, w -> link.sent(w, x, 1));
            double[] other = fit.evaluate(NEVER, w -> link.sent(w, x, 2));
            assertThat(Arrays.stream(word, 0, 6).map(v -> v * v).sum()).isCloseTo(6, within(1e-6));
            assertThat(Arrays.stream(other, 6, 12).map(v -> v * v).sum()).isCloseTo(6, within(1e-6));
            assertThat(word[4] == 0).isEqualTo(!isSuperposed);
            assertThat(other[1] == 0).isEqualTo(!isSuperposed);
        }
    }

    @Test
    void noiseKnobIsHeardAtOnceAndOddUsesAreRefused() {
        var run = new SuperposedPictures().opened("uses=2", "iterations=40", "iterations-per-step=20", "batch=32");
        double before = run.diagnostics().value("psnr").orElseThrow();
        run.advance(2, StepContext.serial());
        double after = run.diagnostics().value("psnr").orElseThrow();
        assertThat(after).isGreaterThan(before + 1);
        assertThatThrownBy(() -> new SuperposedPictures().opened("uses=5")).isInstanceOf(InputException.class).hasMessageContaining("take 6");
    }
}
