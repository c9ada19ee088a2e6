package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.GeodesicMesh;

class MeshSphereTest {

    /** Twelve pentagons, else hexagons; Euler's formula; areas of the sphere. */
    @Test
    void theCellsTileTheSphere() {
        GeodesicMesh m = new GeodesicMesh(4);
        assertThat(m.size()).isEqualTo(162);
        assertThat(m.nodes()).hasSize(3 * 320);
        assertThat(IntStream.range(0, 162).filter(c -> m.corners(c).length == 5).count()).isEqualTo(12);
        assertThat(IntStream.range(0, 162).filter(c -> m.corners(c).length == 6).count()).isEqualTo(150);
        assertThat(Arrays.stream(new SphereMover(m, _ -> 1).startAreas()).sum()).isEqualTo(4 * Math.PI, within(1e-12));
        assertThat(GeodesicMesh.area(new double[] {1, 0, 0}, new double[] {0, 1, 0}, new double[] {0, 0, 1})).isEqualTo(Math.PI / 2, within(1e-14));
    }

    /** m = 1 + a z about an axis: the cap above colatitude τ holds m-mass as the cap above colatitude θ had area. */
    @Test
    void aZonalMonitorMovesAlongMeridians() {
        GeodesicMesh mesh = new GeodesicMesh(8);
        SphereMover mover = new SphereMover(mesh, x -> 1 + 0.5 * x[2]);
        SphereMover.Place p = mover.start();
        for (int k = 0; k < 60 && p.residual() > 1e-8; k++) {
            p = mover.next(p, StepContext.serial());
        }
        for (int k = 0; k < mesh.nodes().length / 3; k++) {
            double z = p.nodes()[3 * k + 2];
            // ∫ from z to 1 of (1 + s/2) ds = 1 − z + (1 − z²)/4 = 1 − ζ, as both hemispheres' mean is 1.
            assertThat(1 - z + (1 - z * z) / 4).isEqualTo(1 - mesh.nodes()[3 * k + 2], within(5e-3));
        }
    }

    @Test
    void itConvergesAndCellsStayWhole() {
        Solver s = new MeshSphere().opened("n=6", "alpha=4", "beta=4", "tolerance=1e-5");
        s.advance(300, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(s.diagnostics().value("folded-cells").orElseThrow()).isZero();
        assertThat(s.diagnostics().value("equidistribution-cv").orElseThrow()).isLessThan(0.05);
    }
}
