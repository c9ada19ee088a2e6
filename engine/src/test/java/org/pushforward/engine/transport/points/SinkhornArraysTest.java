package org.pushforward.engine.transport.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

/** What is written is whole, in the order of the input, and fits together: f, g, c and the weights give the plan and its projection. */
class SinkhornArraysTest {

    private static final double EPS = 0.3;

    private static double[] array(Frame frame, String id) {
        return frame.layer(id).orElseThrow().arrays().getLast().values();
    }

    private static PointCloud cloud(int n, int d, int stream, boolean gaps) {
        double[] x = new double[n * d];
        new Philox(5).stream(stream).normals(0, n, 1, d, x, 0);
        double[] w = new double[n];
        for (int i = 0; i < n; i++) {
            w[i] = gaps && i % 4 == 1 ? 0 : 1 + i % 3;
        }
        return PointCloud.of("c", d, x, w);
    }

    @Test
    void potentialsPlanAndProjectionFitTogetherInTheOrderOfTheInput() {
        PointCloud a = cloud(13, 3, 1, true);
        PointCloud b = cloud(9, 3, 2, true);
        SinkhornSolver s = new SinkhornSolver(a, b, SinkhornParameters.with("eps=" + EPS, "tolerance=1e-10"));
        assertThat(s.advance(1000, StepContext.serial())).isEqualTo(Status.CONVERGED);
        Frame frame = s.frame(0);
        assertThat(array(frame, "source")).isEqualTo(a.coordinates());
        assertThat(array(frame, "target")).isEqualTo(b.coordinates());
        assertThat(array(frame, "source-weights")).isEqualTo(a.weights());
        double[] f = array(frame, "potential-f");
        double[] g = array(frame, "potential-g");
        double[] plan = array(frame, "plan");
        double[] projection = array(frame, "projection");
        assertThat(frame.notes()).isEmpty();
        for (int i = 0; i < 13; i++) {
            double[] mean = new double[3];
            double mass = 0;
            double soft = 0;
            for (int j = 0; j < 9; j++) {
                double cost = 0;
                for (int k = 0; k < 3; k++) {
                    cost += 0.5 * Math.pow(a.coordinates()[3 * i + k] - b.coordinates()[3 * j + k], 2);
                }
                double density = Math.exp((f[i] + g[j] - cost) / EPS);
                soft += b.weights()[j] * density;
                double p = a.weights()[i] * b.weights()[j] * density;
                assertThat(plan[i * 9 + j]).isCloseTo(p, within(1e-12));
                mass += p;
                for (int k = 0; k < 3; k++) {
                    mean[k] += p * b.coordinates()[3 * j + k];
                }
            }
            // Also at points without weight: that is what extends f to them. The tolerance of the marginals is 1e-10 of a weight.
            assertThat(soft).isCloseTo(1, within(1e-8));
            for (int k = 0; k < 3; k++) {
                assertThat(projection[3 * i + k]).isCloseTo(mass > 0 ? mean[k] / mass : a.coordinates()[3 * i + k], within(1e-10));
            }
        }
    }

    @Test
    void aPlanThatIsTooLargeIsSaidSoAndPotentialsAreThere() {
        SinkhornSolver s = new SinkhornSolver(cloud(4000, 1, 1, false), cloud(3000, 1, 2, false), SinkhornParameters.with("eps=" + EPS));
        s.step(StepContext.serial());
        Frame frame = s.frame(1);
        assertThat(frame.layer("plan")).isEmpty();
        assertThat(array(frame, "potential-f")).hasSize(4000);
        assertThat(array(frame, "potential-g")).hasSize(3000);
        assertThat(array(frame, "source")).hasSize(4000);
        assertThat(((Layer.Points) frame.layer("drawn-source").orElseThrow()).values().length).isLessThan(4000);
        assertThat(frame.notes()).singleElement().asString().contains("4000 × 3000").contains("too large").doesNotContain(String.format(Locale.ROOT, "%n"));
    }
}
