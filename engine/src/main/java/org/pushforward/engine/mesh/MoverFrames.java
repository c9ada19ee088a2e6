package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.geometry.NewtonKrylov;

/** Turns states of a mesh mover into diagnostics and layers. Keeps the last monitor field and quality; not thread-safe. */
final class MoverFrames {

    private static final int FIELD_CELLS = 256;
    private static final int ARROWS = 32;
    private static final int BARS = 32;

    private final MonitorModel model;
    private final MeshGrid grid;
    private final NewtonKrylov newton;
    private final double tolerance;
    private final Optional<Layer> picture;
    private Optional<Drawn<MonitorFunction, Layer>> monitorField = Optional.empty();
    private Optional<Moved> moved = Optional.empty();

    /** Something worked out for an object; recognised by identity. */
    private record Drawn<K, V>(K of, V value) { }

    /** A mesh and how good it is; recognised by φ and m, which outlive a change of status. */
    private record Moved(double[] phi, MonitorFunction monitor, double[] xy, MeshQuality quality) {

        boolean isOf(MoverState s) {
            return phi == s.phi() && monitor == s.monitor();
        }
    }

    MoverFrames(MonitorModel model, MeshGrid grid, NewtonKrylov newton, double tolerance) {
        this.tolerance = tolerance;
        this.model = model;
        this.grid = grid;
        this.newton = newton;
        picture = model.photograph().map(MoverFrames::picture);
    }

    /** The numbers that are known after every step. */
    Diagnostics cheap(MoverState s) {
        Diagnostics numbers = Diagnostics.of(new Entry("residual", "Residual", "", s.evaluation().residual()),
                new Entry("newton-iterations", "Newton", "", s.newton()),
                new Entry("linear-iterations", "GMRES", "", s.linear()),
                new Entry("power", "Power of m", "", s.continuation().power()),
                new Entry("min-det", "min det(I+D²φ)", "", s.evaluation().minDet()));
        return model.isMoving() ? numbers.and(new Entry("time", "t", "", MovingTime.at(s.parameters(), s.target().level()))) : numbers;
    }

    Frame frame(long step, MoverState s, StepContext context) {
        Moved m = moved(s, context);
        double time = model.isMoving() ? MovingTime.at(s.parameters(), s.target().level()) : step;
        return new Frame(step, time, layers(s, m), all(s, m.quality));
    }

    private Diagnostics all(MoverState s, MeshQuality q) {
        return cheap(s).and(new Entry("min-jacobian", "min J", "", q.minJacobian()),
                new Entry("min-corner-jacobian", "min corner J", "", q.minCornerJacobian()),
                new Entry("equidistribution-cv", "σ/μ of ∫m", "", q.equidistributionCv()),
                new Entry("equidistribution-ratio", "max/min of ∫m", "", q.equidistributionRatio()),
                new Entry("skewness", "Skewness", "", q.skewness()),
                new Entry("boundary-offset", "Boundary offset", "", q.boundaryOffset()),
                new Entry("transport-cost", "½∫|∇φ|²", "", newton.transportCost(s.phi())),
                new Entry("residual-ratio", "Residual / tolerance", "", s.evaluation().residual() / tolerance));
    }

    private List<Layer> layers(MoverState s, Moved m) {
        List<Layer> all = new ArrayList<>();
        all.add(new Layer.Mesh("mesh", "Mesh", "", grid.nx(), grid.ny(), m.xy, List.of(
                new Layer.Field("det-j", "Cell area", "h²", m.quality.areas()),
                new Layer.Field("mass", "∫m per cell / mean", "", m.quality.masses()))));
        all.add(monitorField(s.monitor()));
        all.add(potential(s.phi()));
        all.add(displacement(s.phi()));
        all.add(histogram(m.quality.masses()));
        picture.ifPresent(all::add);
        return all;
    }

    private Moved moved(MoverState s, StepContext context) {
        if (moved.filter(m -> m.isOf(s)).isEmpty()) {
            double[] xy = MovedMesh.nodes(grid, s.phi());
            moved = Optional.of(new Moved(s.phi(), s.monitor(), xy, MeshQuality.of(grid, xy, s.monitor(), context)));
        }
        return moved.get();
    }

    private Layer monitorField(MonitorFunction monitor) {
        if (monitorField.isEmpty() || monitorField.get().of != monitor) {
            int nx = along(model.domain().width(), FIELD_CELLS);
            int ny = along(model.domain().height(), FIELD_CELLS);
            Layer field = new Layer.ScalarField("monitor", "Monitor m", "", nx, ny, model.domain(),
                    GriddedMonitor.sample(monitor, model.domain(), nx, ny));
            monitorField = Optional.of(new Drawn<>(monitor, field));
        }
        return monitorField.get().value;
    }

    private Layer potential(double[] phi) {
        int nx = Math.min(grid.solveNx(), along(model.domain().width(), FIELD_CELLS));
        int ny = Math.min(grid.solveNy(), along(model.domain().height(), FIELD_CELLS));
        double[] values = new double[nx * ny];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                values[i * ny + j] = phi[nearest(i, nx, grid.solveNx()) * grid.solveNy() + nearest(j, ny, grid.solveNy())];
            }
        }
        return new Layer.ScalarField("potential", "Potential φ", "", nx, ny, model.domain(), values);
    }

    private Layer displacement(double[] phi) {
        int nx = Math.min(grid.solveNx(), along(model.domain().width(), ARROWS));
        int ny = Math.min(grid.solveNy(), along(model.domain().height(), ARROWS));
        double[] u = new double[nx * ny];
        double[] v = new double[nx * ny];
        int columns = grid.solveNx();
        int rows = grid.solveNy();
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                int a = nearest(i, nx, columns);
                int b = nearest(j, ny, rows);
                double east = phi[Math.min(a + 1, columns - 1) * rows + b];
                double west = phi[Math.max(a - 1, 0) * rows + b];
                u[i * ny + j] = (east - west) / (2 * grid.hx());
                v[i * ny + j] = (phi[a * rows + Math.min(b + 1, rows - 1)] - phi[a * rows + Math.max(b - 1, 0)]) / (2 * grid.hy());
            }
        }
        return new Layer.VectorField("displacement", "Displacement ∇φ", "", nx, ny, model.domain(), u, v);
    }

    private static Layer histogram(double[] masses) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double m : masses) {
            min = Math.min(min, m);
            max = Math.max(max, m);
        }
        double width = Math.max((max - min) / BARS, 1e-6);
        double low = Math.min(min, 0.5 * (min + max - BARS * width));
        double[] edges = new double[BARS + 1];
        for (int b = 0; b <= BARS; b++) {
            edges[b] = low + b * width;
        }
        double[] counts = new double[BARS];
        for (double m : masses) {
            counts[Math.clamp((long) ((m - low) / width), 0, BARS - 1)]++;
        }
        return new Layer.Bars("mass-histogram", "Cells by ∫m / mean", "", edges, counts);
    }

    private static Layer picture(Photograph p) {
        return new Layer.Picture("picture", "Picture", p.width(), p.height(), p.domain(), p.rgb());
    }

    /** Cells along a side when the longer side has {@code most}. */
    private int along(double side, int most) {
        double longer = Math.max(model.domain().width(), model.domain().height());
        return Math.max(1, (int) Math.round(most * side / longer));
    }

    /** The one of n cells that contains the centre of cell i of {@code coarse}. */
    private static int nearest(int i, int coarse, int n) {
        return (int) ((i + 0.5) * n / coarse);
    }
}
