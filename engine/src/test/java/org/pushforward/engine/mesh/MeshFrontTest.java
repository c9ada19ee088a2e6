package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PlaneMesh;

class MeshFrontTest {

    private static Solver played(String settings) {
        Solver s = new MeshFront().opened(settings.split(" "));
        s.advance(1000, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        return s;
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mover=monge-ampere", "mover=mmpde"})
    void aConstantStaysWhileTheMeshMoves(String mover) {
        Solver s = played("problem=constant n=12 " + mover);
        assertThat(value(s, "max-error")).isLessThan(1e-12);
        assertThat(value(s, "min-jacobian")).isBetween(0.01, 0.7);
    }

    @Test
    void theMovingMeshIsBetterOnAFront() {
        Solver s = played("n=20 viscosity=0.01 alpha=8");
        assertThat(value(s, "l2-error-fixed") / value(s, "l2-error")).isGreaterThan(3);
        assertThat(value(s, "time")).isEqualTo(1.25);
    }

    @Test
    void withoutAMoverBothAreTheSame() {
        Solver s = played("n=8 mover=fixed viscosity=0.05");
        assertThat(value(s, "l2-error")).isEqualTo(value(s, "l2-error-fixed"));
    }

    /** Slopes and samples of a linear function are exact on any mesh. */
    @Test
    void linearFunctionsAreExact() {
        PlaneMesh mesh = PlaneMesh.triangles(Rect.UNIT, 6, 6);
        double[] xy = mesh.start().clone();
        double[] u = new double[mesh.nodes()];
        for (int v = 0; v < u.length; v++) {
            if (!mesh.isOuter(v)) {
                xy[2 * v] += 0.04 * Math.sin(7 * v);
                xy[2 * v + 1] += 0.04 * Math.cos(5 * v);
            }
            u[v] = 2 * xy[2 * v] - 3 * xy[2 * v + 1];
        }
        MovingElements e = new MovingElements(mesh, new FrontProblem("cone", 0));
        double[] d = e.slopes(u, xy);
        double[] s = e.sampled(u, xy, 10);
        for (int v = 0; v < u.length; v++) {
            assertThat(d[2 * v]).isEqualTo(2, within(1e-12));
            assertThat(d[2 * v + 1]).isEqualTo(-3, within(1e-12));
        }
        for (int k = 0; k < 100; k++) {
            assertThat(s[k]).isEqualTo(2 * (k / 10 + 0.5) / 10 - 3 * (k % 10 + 0.5) / 10, within(1e-12));
        }
    }

    @Test
    void anEndBeforeTheStartIsRefused() {
        assertThatThrownBy(() -> new MeshFront().opened("end-time=0.4")).isInstanceOf(InputException.class).hasMessageContaining("end-time").hasMessageContaining("later end");
    }
}
