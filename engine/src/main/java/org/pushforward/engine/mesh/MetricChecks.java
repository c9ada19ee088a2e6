package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.PlaneMesh;

/** What an {@link AnisotropicMetric} must do where the answer is known. */
final class MetricChecks {

    private static final int CELLS = 9;
    private static final int STEPS = 20;

    private MetricChecks() { }

    /** How far a node goes at most, in cells, for f = |x|² and for f = x²/2 + 50y², whose metrics are constant and along the sides. */
    static double stillness() {
        double most = 0;
        for (double across : new double[] {2, 100}) {
            AnisotropicMetric metric = AnisotropicMetric.of((x, y, h) -> {
                h[0] = across == 2 ? 2 : 1;
                h[1] = 0;
                h[2] = across;
            }, Rect.UNIT, 1, 2.0 / 3, 0);
            MeshMover.Task task = task(metric);
            most = Math.max(most, MeshMover.farthest(task.mesh(), task.mesh().start(), moved(task)));
        }
        return most;
    }

    /** Largest distance, in cells, of the meshes of M = m·1 as a matrix and of m as a number; H = h·1 with a bump h. */
    static double difference() {
        AnisotropicMetric metric = AnisotropicMetric.of((x, y, h) -> {
            h[0] = Math.exp(-30 * ((x - 0.4) * (x - 0.4) + (y - 0.6) * (y - 0.6)));
            h[1] = 0;
            h[2] = h[0];
        }, Rect.UNIT, 0.3, 2.0 / 3, 0);
        MeshMover.Task task = task(new Density(metric));
        return MeshMover.farthest(task.mesh(), moved(task), moved(task(metric)));
    }

    /** m alone. */
    private record Density(AnisotropicMetric metric) implements MonitorFunction {
        @Override
        public void density(double[] x, double[] y, double[] m, int from, int to) {
            metric.density(x, y, m, from, to);
        }

        @Override
        public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
            metric.densityAndGradient(x, y, m, gx, gy, from, to);
        }
    }

    static MeshMover.Task task(MonitorFunction monitor) {
        return new MeshMover.Task(PlaneMesh.triangles(Rect.UNIT, CELLS, CELLS), monitor, ParameterSet.of(List.of()), Rect.UNIT, CELLS, CELLS, true, 1.0 / 3, 1.5, 1e-6);
    }

    private static double[] moved(MeshMover.Task task) {
        FunctionalMover mover = new FunctionalMover(task, "mmpde");
        MeshMover.Place p = mover.start();
        for (int k = 0; k < STEPS && p.isRunning(); k++) {
            p = mover.next(p, StepContext.creating());
        }
        return p.xy();
    }
}
