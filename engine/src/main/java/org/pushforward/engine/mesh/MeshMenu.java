package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code mesh.menu}: the nine movers of {@link MeshMovers} on one monitor, side by side. One step is one step of each that still moves.
 */
public final class MeshMenu extends Study<MeshMenu.Menu> {

    private static final int FIELD = 256;
    private static final Set<String> UNDRAWN = Set.of("pma", "semi-discrete");

    /** @param refused why a mover cannot do this mesh; it stays as it was then */
    record Course(Optional<MeshMover> mover, MeshMover.Place place, CellMeasures measures, String refused) {
        boolean isRunning() {
            return mover.isPresent() && place.isRunning();
        }

        String outcome() {
            return mover.isEmpty() ? refused : place.isRunning() ? "moving" : place.end();
        }
    }

    record Menu(MeshMover.Task task, CellMeasures even, Race<Course> race) { }

    public MeshMenu() {
        super("mesh.menu", "Mesh movers, side by side",
                "Nine movers, one monitor, one range of colors: a cell is colored by the mass of the monitor that it holds, over the mean, so a perfect mesh is of one "
                        + "color. Optimal transport (Monge-Ampère, its parabolic form, and equal-mass cells) equidistributes and skews; Huang's functional trades some "
                        + "of that for shape; Winslow, neighbors and springs come somewhere near; Lloyd's points do not care about their mesh and must be held back. The table "
                        + "says what each has cost, and what a linear interpolant gains where a function is given.",
                List.of("cell mass = ∫m over the cell / (area at first · mean)", "σ/μ = deviation of the masses over their mean"),
                new Citation("W. Huang, R. D. Russell", 2011, "Adaptive Moving Mesh Methods", "10.1007/978-1-4419-7916-2"),
                new Citation("C. J. Budd, W. Huang, R. D. Russell", 2009, "Adaptivity with moving grids", "10.1017/S0962492906400015"));
        for (Parameter<?> p : MoverParameters.all(false, MongeAmpereParameters.HESSIAN)) {
            knob(p);
        }
        List<Gauge<Menu>> cv = gauges("cv", "σ/μ", "", MeshMover.NAMES, (s, m) -> s.race.get(m).measures.cv());
        List<Gauge<Menu>> area = gauges("min-area", "Least area", "", MeshMover.NAMES, (s, m) -> s.race.get(m).measures.minArea());
        List<Gauge<Menu>> error = gauges("error", "error", "", MeshMover.NAMES, (s, m) -> s.race.get(m).measures.error().orElseThrow());
        error.forEach(g -> g.when(s -> s.even.error().isPresent()));
        Gauge<Menu> folded = gauge("folded-cells", "Folded cells, all movers", "", s -> s.race.states().stream().mapToInt(c -> c.measures.folded()).sum());
        rests(s -> s.race.states().stream().anyMatch(Course::isRunning) ? Status.RUNNING : Status.CONVERGED);
        pace(6);

        PaneSpec meshes = multiples("meshes", "Nine moved meshes", "colored by the mass ∫m of each cell over the mean");
        meshes.log();
        MeshMover.NAMES.forEach(m -> {
            layer(m, m, "", "");
            meshes.field(CELLS, m, "mass");
        });
        words("table", "What each mover reached", "gain: interpolation error at first over that now").draw(WORDS, "quality", "quality");
        history("cv", "Equal masses", "σ/μ of ∫m by steps; pma and semi-discrete are in the table", drawn(cv)).log();
        history("error", "Interpolation error", "linear, L2", drawn(error)).log();
        plane("monitor", "Monitor", "m").draw(FILL, "monitor", "m");
        history("area", "Least area", "over its start", drawn(area)).log();

        always("unfolded", "folded cells, all movers", folded, within(0, 0), "a mesh that folds is not shown");
        reference("gain-monge-ampere", "error at first / error, Monge-Ampère, a Gaussian hill, n = 20", within(3.0, 0.1), "mesh.monge-ampere: 3.00; 3.08 in NumPy",
                t -> gain(t.steps(15).state(), "monge-ampere"), "n=20", "cells=quadrilaterals", "tolerance=1e-4");
        reference("still", "masses' σ/μ of any mover, constant monitor", atMost(1e-10), "closed form",
                t -> t.steps(3).state().race.states().stream().mapToDouble(c -> c.measures.cv()).max().orElseThrow(), "monitor=constant", "n=9");
        opens("Nine movers, one monitor", "Everybody wants equal masses; nobody agrees on how to get there.").set("cells=quadrilaterals", "function=ring").panes("meshes", "table", "cv").pictured(60);
        preset("bell", "A bell", "Where the monitor is smooth, most movers agree.").set("monitor=bell", "cells=quadrilaterals", "n=24").panes("meshes", "table", "cv").pictured(60);
        preset("plate", "On a mesh from a file", "Four movers say why they cannot.").set("cells=file", "monitor=formula", "monitor-formula=1+30*exp(-300*(sqrt(r2)-0.28)^2)")
                .panes("meshes", "table").pictured(40);
        tiny("n=4", "n=4 cells=quadrilaterals monitor=ring boundary=fixed");
    }

    /** As many curves as there are colors: without two of the three that solve the same problem. */
    private static List<Gauge<Menu>> drawn(List<Gauge<Menu>> all) {
        return IntStream.range(0, all.size()).filter(k -> !UNDRAWN.contains(MeshMover.NAMES.get(k))).mapToObj(all::get).toList();
    }

    @Override
    protected Menu start(Knobs p, Philox random) {
        MeshMover.Task task = MoverParameters.task(p.values());
        CellMeasures even = CellMeasures.of(task.mesh(), task.mesh().start(), task.monitor(), MoverParameters.function(p.values()), StepContext.creating());
        return new Menu(task, even, Race.of(MeshMover.NAMES, name -> {
            Optional<String> refused = MeshMover.refusal(name, task.isGrid(), task.slide());
            Optional<MeshMover> mover = refused.isPresent() ? Optional.empty() : Optional.of(MeshMover.of(name, task));
            MeshMover.Place still = new MeshMover.Place(task.mesh().start(), 0, Double.NaN, 0, MeshMover.CONVERGED, "");
            return new Course(mover, mover.map(MeshMover::start).orElse(still), even, refused.orElse(""));
        }));
    }

    @Override
    protected Menu next(Menu s, Turn t) {
        return new Menu(s.task, s.even, s.race.then((_, c) -> c.isRunning() ? further(s.task, c, t) : c));
    }

    private static Course further(MeshMover.Task task, Course c, Turn t) {
        MeshMover.Place place = c.mover.orElseThrow().next(c.place, t.context());
        CellMeasures q = place.xy() == c.place.xy() ? c.measures : CellMeasures.of(task.mesh(), place.xy(), task.monitor(), MoverParameters.function(t.p().values()), t.context());
        return new Course(c.mover, place, q, "");
    }

    @Override
    protected void look(Menu s, Knobs p, Look to) {
        for (String m : MeshMover.NAMES) {
            Course c = s.race.get(m);
            MeshMovers.mesh(m, s.task, c.place.xy(), c.measures, to);
        }
        Rect r = s.task.domain();
        int nx = (int) Math.round(FIELD * r.width() / Math.min(r.width(), r.height()));
        int ny = (int) Math.round(FIELD * r.height() / Math.min(r.width(), r.height()));
        to.field("monitor", nx, ny, r, GriddedMonitor.sample(s.task.monitor(), r, nx, ny));
        table(s, to);
    }

    private static void table(Menu s, Look to) {
        List<Course> all = new ArrayList<>(s.race.states());
        all.add(new Course(Optional.empty(), new MeshMover.Place(s.task.mesh().start(), 0, Double.NaN, 0, MeshMover.CONVERGED, ""), s.even, "where all begin"));
        List<String> names = new ArrayList<>(MeshMover.NAMES);
        names.add("(no move)");
        List<Column> columns = new ArrayList<>(List.of(new Column.Words("mover", "mover", names), numbers("cv", "σ/μ", all, c -> c.measures.cv()),
                numbers("min-area", "min area", all, c -> c.measures.minArea()), numbers("q-geo", "Qgeo", all, c -> c.measures.qGeo()),
                numbers("q-ali", "Qali", all, c -> c.measures.qAli())));
        if (s.even.error().isPresent()) {
            double even = s.even.error().orElseThrow();
            columns.add(numbers("gain", "gain", all, c -> even / c.measures.error().orElseThrow()));
        }
        columns.add(numbers("iterations", "its.", all, c -> c.place.iterations()));
        columns.add(new Column.Words("outcome", "outcome", all.stream().map(Course::outcome).toList()));
        to.table("quality", columns.toArray(Column[]::new));
    }

    private static double gain(Menu s, String mover) {
        return s.even.error().orElseThrow() / s.race.get(mover).measures.error().orElseThrow();
    }

    private static Column numbers(String id, String label, List<Course> all, ToDoubleFunction<Course> of) {
        return new Column.Numbers(id, label, "", all.stream().mapToDouble(of).toArray());
    }
}
