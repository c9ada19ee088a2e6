package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.TUBES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.HartreeFock;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.nabla2dft}: the three tasks of the benchmark ∇²DFT (Khrabrov et al. 2024) on molecules that are computed here: energies and forces, Hamiltonians, and relaxation under what was learned.
 */
public final class LearnedPotential extends Study<LearnedPotential.Learned> {

    private static final int TRAINED = 160;
    private static final int FEW = 40;
    private static final int TESTED = 16;
    private static final int DESCENTS = 3;

    /** A geometry with energy, forces and lower triangle of the Hamiltonian, where they are known. */
    record Sample(double[] x, double e, double[] f, double[] h) { }

    /** Mean absolute errors; {@code larger} of clusters with two atoms more, an atom. */
    record Score(double energy, double force, double hamiltonian, double larger, double forceError, double invariance) { }

    /**
     * @param relaxed under the network, {@code reference} under the true forces
     * @param tested energies and what the network makes of them, in turn
     */
    record Learned(Molecule molecule, double[] minimum, double zero, double[] start, List<Sample> test, List<Sample> larger, List<Sample> train, Fit fit, double[] relaxed, double[] reference, Score score, double[] tested) {
        boolean isJudged() {
            return score != null;
        }
    }

    private final Knob<String> task;
    private final Knob<String> system;
    private final Knob<Integer> atoms;
    private final Knob<Double> distance;
    private final Knob<String> network;
    private final Knob<Integer> hidden;
    private final Training training;

    public LearnedPotential() {
        super("analysis.nabla2dft", "A potential that is learned", "Quantum chemistry is slow, and a network that was trained on it is quick. Three tasks of a benchmark, on systems that are computed here: energies and forces, the Hamiltonian matrix, and relaxation, downhill along the network's forces until the molecule rests. "
                + "The energy is a sum over pairs, or over atoms with symmetry functions, so turning a molecule and exchanging like atoms change nothing. "
                + "These are not the data of ∇²DFT, twelve million conformations of drug-like molecules by density functional theory: here a Lennard-Jones cluster, or hydrogen, helium hydride and water by Hartree–Fock in a minimal basis. "
                + "Water is trained on energies alone, and Hamiltonians are given in a frame of the molecule.",
                List.of("E = Σ_{i<j} ε(rᵢⱼ)  or  E = Σᵢ ε(Gᵢ)", "f = −∇E", "F C = S C ε"),
                new Citation("K. Khrabrov, A. Ber, A. Tsypin, K. Ushenin, E. Rumiantsev, A. Telepov, D. Protasov, I. Shenbin, A. Alekseev, M. Shirokikh, S. Nikolenko, E. Tutubalina, A. Kadurin", 2024, "∇²DFT: A Universal Quantum Chemistry Dataset of Drug-Like Molecules and a Benchmark for Neural Network Potentials", "2406.14347"));
        group("Molecule");
        task = choice("task", "T", "Task", List.of("energy", "hamiltonian", "relaxation"), "relaxation", "What is learned, or what is done with it.");
        system = choice("system", "S", "System", List.of("lj", "h2", "heh", "water"), "lj", "A Lennard-Jones cluster, or a molecule.");
        atoms = whole("atoms", "n", "Atoms", 7, 3, 13, "Of the cluster.").within(2, 13).when(system, "lj");
        distance = real("distance", "R", "Distance", 1.4, 1, 2.4, "Bond length of the molecule whose Hamiltonian is shown, in bohr.").within(0.8, 4).live();
        group("Network");
        network = choice("network", "N", "Network", List.of("pairwise", "symmetry-functions"), "pairwise", "A sum over pairs, or over atoms.");
        hidden = whole("hidden", "h", "Hidden", 32, 8, 64, "Units of each of two layers.").within(2, 128);
        training = training(real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 2e-2, "Of Adam.").within(1e-8, 1).log().live(), whole("batch", "B", "Batch", 16, 4, 32, "Geometries of an iteration.").within(1, 64),
                whole("iterations", "N", "Iterations", 900, 100, 3000, "After which the training is finished.").within(1, 100_000).log(), whole("iterations-per-step", "k", "Iterations a step", 3, 1, 10, "Between two pictures.").within(1, 20));
        refuse(p -> p.is(task, "hamiltonian") && p.is(system, "lj"), _ -> "a Lennard-Jones cluster has no Hamiltonian: set system to h2, heh or water, or task to energy");
        pace(20);

        gauge("energy", "Energy of the molecule shown", "", (s, p) -> shownEnergy(s, p));
        var energyMae = gauge("energy-mae", "Energy, mean absolute error", "", s -> s.score.energy).when(Learned::isJudged);
        var forceMae = gauge("force-mae", "Force, mean absolute error", "", s -> s.score.force).when(s -> s.isJudged() && hasForces(s));
        var larger = gauge("energy-mae-larger", "Two atoms more, an atom", "", s -> s.score.larger).when(s -> s.isJudged() && s.molecule.isCluster());
        var anAtom = gauge("energy-mae-atom", "The same size, an atom", "", s -> s.score.energy / s.molecule.atoms()).when(s -> s.isJudged() && s.molecule.isCluster());
        var hamiltonian = gauge("hamiltonian-mae", "Hamiltonian, mean absolute error", "", s -> s.score.hamiltonian).when(s -> s.isJudged() && !s.molecule.isCluster());
        gauge("force-error", "Forces less differences of the energy, relative", "", s -> s.score.forceError).when(Learned::isJudged);
        var invariance = gauge("invariance-error", "Turned and exchanged, relative", "", s -> s.score.invariance).when(Learned::isJudged);
        var rmsd = gauge("relaxed-rmsd", "Distance from rest, network", "", s -> Molecule.apart(s.relaxed, s.minimum));
        var rmsdTrue = gauge("reference-rmsd", "Distance from rest, true forces", "", s -> Molecule.apart(s.reference, s.minimum));
        var begin = gauge("start-rmsd", "Distance at the start", "", s -> Molecule.apart(s.start, s.minimum));

        space("molecule", "Relaxing", "under the network's forces").draw(POINTS, "positions", "atoms").draw(TUBES, "bonds", "pairs");
        history("relaxation", "Distance from rest", "root mean square over all pairs", rmsd, rmsdTrue, begin).log();
        plot("parity", "Energies", "of held-out geometries, network against reference").draw(POINTS, "energies", "network", "", "reference").draw(CURVE, "diagonal", "equal", "", "reference");
        history("errors", "Errors", "held-out geometries", energyMae, forceMae, hamiltonian).log();
        multiples("matrices", "Hamiltonian", "reference and network, in a frame of the molecule; of a cluster its pair distances").draw(CELLS, "hamiltonian", "reference").draw(CELLS, "hamiltonian-network", "network");
        history("sizes", "Split by size", "energy error an atom", anAtom, larger).log();
        plot("levels", "Orbital energies", "of both matrices").draw(POINTS, "levels-reference", "reference", "", "orbital").draw(POINTS, "levels-network", "network", "", "orbital");

        always("invariance", "energy of a turned molecule with atoms exchanged, relative", invariance, atMost(1e-10), "symmetry; 64 bits");
        formula("cluster", "Lennard-Jones, 13 atoms: energy by basin hopping", within(-44.326801, 1e-5), "Wales & Doye 1997", () -> {
            Molecule m = Molecule.of("lj", 13);
            return m.energy(m.minimum(new Philox(1), 400));
        });
        formula("hydrogen", "hydrogen at 1.4 bohr: energy", within(-1.11671, 1e-5), "Szabo & Ostlund 1996", () -> Molecule.of("h2", 2).energy(new double[] {0, 0, 0, 1.4, 0, 0}));
        reference("forces", "forces of the network less differences of its energy, relative", atMost(1e-6), "central differences", t -> t.steps(2).state().score.forceError, "hidden=8", "atoms=4");
        var runs = shared(LearnedPotential::run);
        lengthy("rest", "7 atoms: distance from rest over that at the start", atMost(0.1), "our run", runs, r -> r[0]);
        lengthy("sizes", "7 atoms: energy error an atom over that of clusters of 9", atMost(1), "a split by size is harder", runs, r -> r[1]);

        opens("Downhill on what was learned", "A shaken cluster comes to rest under forces that a network has learned.").pictured(120);
        preset("hamiltonian", "A Hamiltonian as a matrix", "Water: seven orbitals, and a network that answers with all of the matrix.").set("task=hamiltonian", "system=water", "distance=1.9").panes("matrices", "errors", "levels").pictured(60);
        preset("size", "Larger than any seen", "Trained on five atoms and asked for seven: the error grows.").set("atoms=5", "task=energy", "network=symmetry-functions").panes("sizes", "parity", "errors", "molecule").pictured(60);
        preset("lecture", "Two electrons", "Hydrogen by Hartree–Fock, and what a network makes of it.").set("system=h2", "task=energy").panes("parity", "errors", "matrices", "levels").pins("distance").pictured(60);
        tiny("atoms=3 hidden=2 batch=2 iterations=2 iterations-per-step=1", "system=h2 task=hamiltonian hidden=2 batch=2 iterations=2 iterations-per-step=1", "system=heh task=energy network=symmetry-functions hidden=2 batch=2 iterations=2 iterations-per-step=1");
    }

    private static boolean hasForces(Learned s) {
        return !s.molecule.system().equals("water");
    }

    private double[] shownPositions(Learned s, Knobs p) {
        return s.molecule.isCluster() ? s.minimum : s.molecule.placed(p.get(distance), 1.82);
    }

    private double shownEnergy(Learned s, Knobs p) {
        return s.molecule.energy(shownPositions(s, p));
    }

    private static double[] run(Trial<Learned> t) {
        Learned s = t.rest().state();
        return new double[] {Molecule.apart(s.relaxed, s.minimum) / Molecule.apart(s.start, s.minimum), s.score.energy / s.molecule.atoms() / s.score.larger};
    }

    private PotentialNetwork net(Knobs p, Molecule m) {
        return new PotentialNetwork(p.is(network, "pairwise"), p.get(hidden), 0.8, m.isCluster() ? 2.8 : 3.6, m.isCluster() ? 1 : m.orbitals(), m.isCluster() ? 0 : m.atoms());
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        Molecule m = Molecule.of(p.get(system), p.get(atoms));
        double[] minimum = m.minimum(random.stream(1), 12 * m.atoms());
        // of twenty shaken clusters the one that is furthest from rest
        double[] start = m.isCluster() ? IntStream.range(0, 20).mapToObj(k -> m.drawn(minimum, random.stream(2), k)).max(Comparator.comparingDouble(x -> Molecule.apart(x, minimum))).orElseThrow() : m.placed(2.2, 1.6);
        Fit fit = Fit.start(Weights.of(net(p, m)), AdamW.ADAM, random);
        List<Sample> larger = new ArrayList<>();
        if (m.isCluster()) {
            Molecule more = Molecule.of("lj", m.atoms() + 2);
            double[] rest = more.minimum(random.stream(3), 40);
            for (int k = 0; k < TESTED; k++) {
                larger.add(sample(more, more.drawn(rest, random.stream(4), k)));
            }
        }
        return new Learned(m, minimum, m.isCluster() ? 0 : m.energy(minimum), start, List.of(), larger, List.of(), fit, start, start, null, new double[0]);
    }

    private static Sample sample(Molecule m, double[] x) {
        CancelToken.askCurrent();
        if (m.isCluster()) {
            return new Sample(x, m.energy(x), m.forces(x), new double[0]);
        }
        HartreeFock.Result r = m.solved(x);
        int n = m.orbitals();
        double[] h = IntStream.range(0, n * n).filter(k -> k % n <= k / n).mapToDouble(k -> r.fock().get(k / n, k % n)).toArray();
        return new Sample(x, r.energy(), m.system().equals("water") ? new double[x.length] : m.forces(x), h);
    }

    /** A few geometries more, until there are enough. */
    private static Learned gathered(Learned s, Turn t) {
        int all = s.molecule.isCluster() ? TRAINED : FEW;
        int now = s.molecule.isCluster() ? TRAINED : s.molecule.system().equals("water") ? 2 : 8;
        List<Sample> test = new ArrayList<>(s.test);
        List<Sample> train = new ArrayList<>(s.train);
        for (int k = 0; k < now && (test.size() < TESTED / 2 || train.size() < all); k++) {
            t.ask();
            int number = test.size() + train.size();
            boolean isTest = test.size() < TESTED / 2 && number % 2 == 0;
            (isTest ? test : train).add(sample(s.molecule, s.molecule.drawn(s.minimum, t.random().stream(5), number)));
        }
        return new Learned(s.molecule, s.minimum, s.zero, s.start, test, s.larger, train, s.fit, s.relaxed, s.reference, s.score, s.tested);
    }

    private static Value positions(Theta w, List<Sample> some) {
        int n = some.getFirst().x.length / 3;
        return w.tape().variable(some.stream().flatMapToDouble(a -> Arrays.stream(a.x)).toArray(), some.size(), n, 3);
    }

    private static Value loss(PotentialNetwork net, Theta w, Learned s, List<Sample> batch, boolean isMatrix) {
        Value x = positions(w, batch);
        int b = batch.size();
        if (isMatrix) {
            return net.triangle(w, x).minus(w.tape().of(batch.stream().flatMapToDouble(a -> Arrays.stream(a.h)).toArray(), b, -1)).square().mean();
        }
        Value e = net.energy(w, x, s.molecule.charges());
        Value missed = e.minus(w.tape().of(batch.stream().mapToDouble(a -> a.e - s.zero).toArray(), b)).square().mean().times(1.0 / s.molecule.atoms());
        if (!hasForces(s)) {
            return missed;
        }
        double[] f = batch.stream().flatMapToDouble(a -> Arrays.stream(a.f)).toArray();
        double size = Arrays.stream(f).map(v -> v * v).average().orElse(1) + 1e-3;
        return missed.plus(e.grad(x).plus(w.tape().of(f, b, s.molecule.atoms(), 3)).square().mean().times(1 / Math.sqrt(size)));
    }

    @Override
    protected Learned next(Learned before, Turn t) {
        Learned s = gathered(before, t);
        PotentialNetwork net = net(t.p(), s.molecule);
        Fit fit = s.fit;
        for (Training.Draw draw : training.draws(t)) {
            List<Sample> batch = Arrays.stream(draw.picks(1, draw.batch(), s.train.size())).mapToObj(s.train::get).toList();
            double rate = training.rate(t.p(), draw.iteration(), 20);
            fit = fit.step(t.context().cancel(), rate, w -> t.p().is(task, "hamiltonian") ? loss(net, w, s, batch, true) : loss(net, w, s, batch, false));
        }
        // the network's descent begins anew when half of the training is done
        boolean isHalf = t.step() == training.steps(t.p()) / 2;
        double[] relaxed = isHalf ? s.start : s.relaxed;
        double[] reference = isHalf ? s.start : s.reference;
        for (int k = 0; k < DESCENTS; k++) {
            double[] x = relaxed;
            double[] answer = net.answer(fit, x, s.molecule.charges());
            relaxed = downhill(s.molecule, x, Arrays.copyOfRange(answer, 1, answer.length));
            reference = hasForces(s) ? downhill(s.molecule, reference, s.molecule.forces(reference)) : s.minimum;
        }
        return judged(new Learned(s.molecule, s.minimum, s.zero, s.start, s.test, s.larger, s.train, fit, relaxed, reference, null, null), net, t.context().cancel());
    }

    private static double[] downhill(Molecule m, double[] x, double[] f) {
        double rate = m.isCluster() ? 2e-3 : 0.3;
        return IntStream.range(0, x.length).mapToDouble(k -> x[k] + Math.clamp(rate * f[k], -0.05, 0.05)).toArray();
    }

    private static Learned judged(Learned s, PotentialNetwork net, CancelToken cancel) {
        double[] energies = new double[2 * s.test.size()];
        double energy = 0;
        double force = 0;
        int n = s.molecule.charges().length;
        for (int k = 0; k < s.test.size(); k++) {
            Sample a = s.test.get(k);
            double[] y = net.answer(s.fit, a.x, s.molecule.charges());
            energies[2 * k] = a.e;
            energies[2 * k + 1] = y[0] + s.zero;
            energy += Math.abs(y[0] + s.zero - a.e) / s.test.size();
            force += IntStream.range(0, 3 * n).mapToDouble(i -> Math.abs(y[i + 1] - a.f[i])).sum() / (3 * n * s.test.size());
        }
        double larger = 0;
        if (!s.larger.isEmpty()) {
            int[] more = new int[n + 2];
            Arrays.fill(more, 1);
            double[] y = s.fit.evaluate(cancel, w -> net.energy(w, positions(w, s.larger), more));
            larger = IntStream.range(0, y.length).mapToDouble(k -> Math.abs(y[k] - s.larger.get(k).e)).sum() / (y.length * (n + 2));
        }
        double matrix = 0;
        if (!s.molecule.isCluster()) {
            double[] y = s.fit.evaluate(cancel, w -> net.triangle(w, positions(w, s.test)));
            double[] h = s.test.stream().flatMapToDouble(a -> Arrays.stream(a.h)).toArray();
            matrix = IntStream.range(0, y.length).mapToDouble(k -> Math.abs(y[k] - h[k])).average().orElse(0);
        }
        Sample first = s.test.getFirst();
        Score score = new Score(energy, force, matrix, larger, forceError(net, s, first.x), invariance(net, s, first.x));
        return new Learned(s.molecule, s.minimum, s.zero, s.start, s.test, s.larger, s.train, s.fit, s.relaxed, s.reference, score, energies);
    }

    private static double forceError(PotentialNetwork net, Learned s, double[] x) {
        double[] y = net.answer(s.fit, x, s.molecule.charges());
        double[] up = x.clone();
        double[] down = x.clone();
        up[3] += 1e-5;
        down[3] -= 1e-5;
        double slope = (net.answer(s.fit, up, s.molecule.charges())[0] - net.answer(s.fit, down, s.molecule.charges())[0]) / 2e-5;
        return Math.abs(slope + y[4]) / (1 + Math.abs(y[4]));
    }

    /** Turned about an axis; the last two atoms, which are alike but in HeH⁺, exchanged. */
    private static double invariance(PotentialNetwork net, Learned s, double[] x) {
        double[] y = x.clone();
        int n = x.length / 3;
        for (int k = 0; k < n; k++) {
            int to = s.molecule.system().equals("heh") || k < n - 2 ? k : 2 * n - 3 - k;
            y[3 * to] = 0.6 * x[3 * k] - 0.8 * x[3 * k + 1];
            y[3 * to + 1] = 0.8 * x[3 * k] + 0.6 * x[3 * k + 1];
            y[3 * to + 2] = x[3 * k + 2];
        }
        double a = net.answer(s.fit, x, s.molecule.charges())[0];
        return Math.abs(net.answer(s.fit, y, s.molecule.charges())[0] - a) / (1 + Math.abs(a));
    }

    // ---- pictures

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        int n = s.molecule.atoms();
        double size = s.molecule.isCluster() ? 0.16 : 0.25;
        double[] radii = IntStream.range(0, n).mapToDouble(k -> size * (s.molecule.charges()[k] > 2 ? 1.6 : 1)).toArray();
        to.points("positions", 3, s.relaxed, radii, new Layer.Field[0]);
        List<int[]> near = Molecule.pairs(n).stream().filter(q -> Molecule.distance(s.relaxed, q[0], q[1]) < (s.molecule.isCluster() ? 1.4 : 2.6)).toList();
        double[] ends = near.stream().flatMapToDouble(q -> Arrays.stream(q).boxed().flatMapToDouble(a -> Arrays.stream(s.relaxed, 3 * a, 3 * a + 3))).toArray();
        to.paths("bonds", 3, ends, IntStream.rangeClosed(0, near.size()).map(k -> 2 * k).toArray());
        double[] e = IntStream.range(0, s.tested.length / 2).mapToDouble(k -> s.tested[2 * k]).toArray();
        to.series("energies", e, IntStream.range(0, e.length).mapToDouble(k -> s.tested[2 * k + 1]).toArray());
        double[] reach = {Arrays.stream(e).min().orElse(0), Arrays.stream(e).max().orElse(1)};
        to.series("diagonal", reach, reach);
        matrices(s, p, to);
    }

    private void matrices(Learned s, Knobs p, Look to) {
        if (s.molecule.isCluster()) {
            int n = s.molecule.atoms();
            to.matrix("hamiltonian", n, n, IntStream.range(0, n * n).mapToDouble(k -> Molecule.distance(s.minimum, k / n, k % n)).toArray());
            to.matrix("hamiltonian-network", n, n, IntStream.range(0, n * n).mapToDouble(k -> Molecule.distance(s.relaxed, k / n, k % n)).toArray());
            to.series("levels-reference", new double[0], new double[0]);
            to.series("levels-network", new double[0], new double[0]);
            return;
        }
        double[] x = shownPositions(s, p);
        HartreeFock.Result r = s.molecule.solved(x);
        int n = s.molecule.orbitals();
        double[] half = s.fit.evaluate(to.context().cancel(), w -> net(p, s.molecule).triangle(w, w.tape().of(x, 1, s.molecule.atoms(), 3)));
        double[] full = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                full[i * n + j] = half[Math.max(i, j) * (Math.max(i, j) + 1) / 2 + Math.min(i, j)];
            }
        }
        Matrix inverse = r.overlap().withEigenvalues(v -> 1 / Math.sqrt(v));
        double[] levels = inverse.times(Matrix.of(n, n, full)).times(inverse).symmetrised().eigenvalues();
        Arrays.sort(levels);
        double[] number = IntStream.rangeClosed(1, n).mapToDouble(k -> k).toArray();
        to.matrix("hamiltonian", n, n, r.fock().toArray());
        to.matrix("hamiltonian-network", n, n, full);
        to.series("levels-reference", number, r.levels());
        to.series("levels-network", number, levels);
    }
}
