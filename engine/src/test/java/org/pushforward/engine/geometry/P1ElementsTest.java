package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class P1ElementsTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void linearFunctionsHaveTheirGradientAndMassIsTheArea(boolean crossed) {
        double[] xy = P1Elements.squareNodes(5);
        P1Elements e = new P1Elements(xy, P1Elements.square(5, crossed));
        assertThat(e.count()).isEqualTo(50);
        double[] u = new double[e.nodes()];
        double[] ones = new double[e.nodes()];
        for (int k = 0; k < u.length; k++) {
            u[k] = 2 * xy[2 * k] - 3 * xy[2 * k + 1] + 1;
            ones[k] = 1;
        }
        double[] g = new double[2 * e.count()];
        e.gradient(u, g);
        for (int t = 0; t < e.count(); t++) {
            assertThat(g[2 * t]).isCloseTo(2, within(1e-13));
            assertThat(g[2 * t + 1]).isCloseTo(-3, within(1e-13));
        }
        assertThat(e.product(ones, ones)).isCloseTo(4, within(1e-13));
        // The adjoint of a constant field vanishes inside.
        double[] back = new double[e.nodes()];
        e.adjoint(g, back);
        assertThat(back[3 * 6 + 2]).isCloseTo(0, within(1e-12));
    }

    @Test
    void aTriangleWithoutAreaIsRefused() {
        assertThatThrownBy(() -> new P1Elements(new double[] {0, 0, 1, 1, 2, 2}, new int[] {0, 1, 2})).isInstanceOf(IllegalArgumentException.class);
    }
}
