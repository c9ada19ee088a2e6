package org.pushforward.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.CellDensity;
import org.pushforward.engine.geometry.SharedOut;
import org.pushforward.engine.numerics.Philox;

class SemiDiscreteTest {

    private static final CellDensity UNIFORM = CellDensity.uniform(new Rect(0, 0, 1, 1));

    private static SharedOut solved(SharedOut from) {
        SharedOut s = from;
        for (int k = 0; k < 200 && s.left() > 1e-9; k++) {
            s = s.next(1e-9, StepContext.serial());
        }
        assertThat(s.massError()).isLessThan(1e-9);
        return s;
    }

    /** Two sites on a level: a wall at x = p, w₁ − w₂ = p − ½, W₂² in closed form. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.3, 0.9})
    void twoSitesShareByAWall(double p) {
        SharedOut s = solved(SharedOut.start(UNIFORM, new double[] {0.25, 0.5, 0.75, 0.5}, new double[] {p, 1 - p}, 0));
        assertThat(s.weights()[0] - s.weights()[1]).isEqualTo(p - 0.5, within(1e-10));
        double across = (Math.pow(p - 0.25, 3) + Math.pow(0.25, 3) + Math.pow(0.25, 3) - Math.pow(p - 0.75, 3)) / 3;
        assertThat(s.cost()).isEqualTo(across + 1.0 / 12, within(1e-10));
    }

    /** Random, clustered and unequal masses in at most twenty steps; sums are one. */
    @ParameterizedTest
    @ValueSource(strings = {"random", "clustered", "unequal"})
    void fiveHundredSitesInTwentySteps(String kind) {
        int n = 500;
        double[] xy = new double[2 * n];
        double[] nu = new double[n];
        new Philox(4).uniforms(0, n, 0, 2, xy, 0);
        new Philox(5).uniforms(0, n, 0, 1, nu, 0);
        if (kind.equals("clustered")) {
            Arrays.setAll(xy, k -> 0.4 + 0.2 * xy[k]);
        }
        if (!kind.equals("unequal")) {
            Arrays.fill(nu, 1);
        }
        double sum = Arrays.stream(nu).sum();
        Arrays.setAll(nu, k -> nu[k] / sum);
        SharedOut s = solved(SharedOut.start(UNIFORM, xy, nu, 0));
        assertThat(s.iterations()).isLessThanOrEqualTo(20);
        assertThat(Arrays.stream(s.masses()).sum()).isEqualTo(1, within(1e-12));
        assertThat(Arrays.stream(s.weights()).sum()).isEqualTo(0, within(1e-12));
    }

    /** The derivative of the masses by the weights is what the walls say: the error falls quadratically. */
    @Test
    void newtonDoublesTheDigits() {
        double[] xy = new double[80];
        new Philox(9).uniforms(0, 40, 0, 2, xy, 0);
        double[] bump = IntStream.range(0, 400).mapToDouble(k -> 1 + Math.sin(k / 20 * 0.3) * Math.cos(k % 20 * 0.3)).toArray();
        double[] nu = new double[40];
        Arrays.fill(nu, 1 / 40.0);
        SharedOut s = SharedOut.start(CellDensity.normalized(new Rect(0, 0, 1, 1), 20, 20, bump), xy, nu, 0);
        while (s.massError() > 1e-3) {
            s = s.next(1e-9, StepContext.serial());
        }
        double before = s.massError();
        assertThat(s.next(1e-9, StepContext.serial()).massError()).isLessThan(100 * before * before);
    }

    @Test
    void threadsDoNotMatter() {
        double[] xy = new double[200];
        new Philox(3).uniforms(0, 100, 0, 2, xy, 0);
        double[] nu = new double[100];
        Arrays.fill(nu, 0.01);
        SharedOut one = SharedOut.start(UNIFORM, xy, nu, 0).next(1e-9, StepContext.serial());
        try (Workers two = new Workers(2)) {
            assertThat(SharedOut.start(UNIFORM, xy, nu, 0).next(1e-9, new StepContext(two, new CancelToken())).weights()).isEqualTo(one.weights());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"sites=lattice count=10|square number", "density=formula density-formula=x-2|is -", "density=formula density-formula=0|0 everywhere"})
    void whatCannotBeSharedIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new SemiDiscrete().opened(settings.split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word);
    }
}
