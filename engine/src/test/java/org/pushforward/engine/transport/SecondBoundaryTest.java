package org.pushforward.engine.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;

class SecondBoundaryTest {

    private static double value(String id, String settings) {
        Solver s = new SecondBoundary().opened(settings.split(" "));
        s.advance(100, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        return s.diagnostics().value(id).orElseThrow();
    }

    /** Onto an ellipse the exact map is linear. */
    @Test
    void aDiscGoesOntoAnEllipse() {
        assertThat(value("map-max-error", "problem=formula target=ellipse target-axes=1.4,0.7 target-angle=20 n=24")).isLessThan(0.2);
    }

    /** The square onto itself: the identity is exact, and masses match. */
    @Test
    void aSquareStays() {
        assertThat(value("mass-balance", "problem=formula domain=square target=square n=16")).isEqualTo(0, within(1e-9));
    }

    @Test
    void degenerateSolutionsAreFound() {
        assertThat(value("max-error", "n=20")).isLessThan(0.02);
    }

    /** First order from a small grid on; with the extension from single points or next neighbors alone it is not 1.3 smaller. */
    @Test
    void theErrorFallsWithTheGrid() {
        double coarse = value("max-error", "n=16");
        double fine = value("max-error", "n=32");
        assertThat(coarse / fine).isBetween(1.6, 2.4);
    }

    /** What the edge cuts off is not lost: the shares of a constant density add up to the area of the disc. */
    @Test
    void sharesAddUpToTheWhole() {
        for (int n : new int[] {8, 17, 40}) {
            GridSet g = new GridSet(new ConvexShape.Ellipse(1, 1, 0), n);
            assertThat(Arrays.stream(g.shares((x, y) -> 1)).sum() * g.h * g.h).isEqualTo(Math.PI, within(0.02));
        }
    }

    @Test
    void supportsAndInsides() {
        ConvexShape e = new ConvexShape.Ellipse(2, 1, Math.PI / 2);
        assertThat(e.support(0, 1)).isEqualTo(2, within(1e-12));
        assertThat(e.contains(0, 1.9)).isTrue();
        assertThat(e.contains(1.1, 0)).isFalse();
        ConvexShape p = ConvexShape.Polygon.of("p", PointCloud.uniform(2, new double[] {0, 0, 0, 1, 1, 1, 1, 0}));
        assertThat(p.support(1, 1)).isEqualTo(2);
        assertThat(p.contains(0.5, 0.5)).isTrue();
        assertThatThrownBy(() -> ConvexShape.Polygon.of("p", PointCloud.uniform(2, new double[] {0, 0, 2, 0, 0.2, 0.2, 0, 2}))).isInstanceOf(InputException.class).hasMessageContaining("not convex");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"target=square|disc onto the disc only", "problem=formula f=x|f is -", "problem=formula g=x|g is -", "problem=formula target=ellipse target-axes=1,0|no ellipse"})
    void whatCannotBeSolvedIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new SecondBoundary().opened((settings + " n=8").split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word);
    }
}
