package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.SampleMoments;
import org.pushforward.engine.study.Race;

/**
 * Where guided particles stand, and what is measured of them. Immutable.
 *
 * @param race by contestant; the first is the guided one, the third is held against it
 * @param meant the law at the present noise
 * @param distance energy distances, or errors of the trip, by contestant, and ratios of them by name
 * @param path x̂ of the exact flow from the data up, one array a level
 * @param trails places of the first particles as they are drawn, of the guided contestant and of the one held against it, one array a level
 */
record Led(String task, Meant.Problem problem, Race<Walk> race, Meant meant, Map<String, Double> distance, List<double[]> path, List<List<double[]>> trails) {

    /** Particles whose trails are kept. */
    private static final int TRAILS = 40;

    Walk lead() {
        return race.states().getFirst();
    }

    double sigma() {
        return lead().grid().sigma()[lead().i()];
    }

    boolean is(String other) {
        return task.equals(other);
    }

    boolean isMeasured(String name) {
        return distance.containsKey(name);
    }

    /** A contestant as it is drawn. */
    double[] cloud(String name) {
        double c = problem.scale(sigma());
        double[] x = race.get(name).x();
        return Interval.sum(c, x, 0, x);
    }

    /** Of a contestant as it is drawn. */
    SampleMoments moments(String name) {
        return SampleMoments.of(cloud(name), 2, Workers.serial());
    }

    /** Root of the mean variance. */
    static double spread(SampleMoments m) {
        return Math.sqrt(m.covariance().trace() / 2);
    }

    /** How far a mean is off that which is meant. */
    double gap(String name) {
        double[] a = moments(name).mean();
        double[] b = meant.law().moments().mean();
        return Math.hypot(a[0] - b[0], a[1] - b[1]);
    }

    /** Where the particles of the trip belong now, x̂. */
    double[] exact() {
        int n = lead().grid().steps() / 2;
        return path.get(n - Math.abs(n - lead().i()));
    }

    /** Distance of each contestant from where it belongs, root mean square, as it is drawn. */
    Map<String, Double> errors() {
        double c = problem.scale(sigma());
        Map<String, Double> all = new HashMap<>();
        race.names().forEach(name -> all.put(name, c * DiffusionStudy.rms(DiffusionStudy.distances(race.get(name).x(), exact(), 2))));
        return Map.copyOf(all);
    }

    Led measured(Map<String, Double> now) {
        return new Led(task, problem, race, meant, now, path, trails);
    }

    /** With where it stands at the ends of the trails. */
    Led drawn() {
        List<List<double[]>> longer = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            double[] cloud = cloud(race.names().get(2 * side));
            List<double[]> one = new ArrayList<>(trails.isEmpty() ? List.of() : trails.get(side));
            one.add(Arrays.copyOf(cloud, Math.min(2 * TRAILS, cloud.length)));
            longer.add(List.copyOf(one));
        }
        return new Led(task, problem, race, meant, distance, path, List.copyOf(longer));
    }
}
