package org.pushforward.views.plane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.SwirlExperiment;
import org.pushforward.views.control.Theme;
import org.pushforward.views.raster.OrbitCamera;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.ViewState;

/**
 * What a pane costs, frame after frame: a 512² field under a 128² mesh, or with the argument "surface" ("software") a 128² surface that
 * turns, by the graphics card (in software); 1024×768. With "busy" another thread computes without rest.
 */
public final class PaneTimings extends Application implements PaneView.Listener {

    private static final int FRAMES = 120;
    private static final int WARM_UP = 30;

    private final List<Double> show = new ArrayList<>();
    private final List<Double> handOver = new ArrayList<>();
    private final List<Double> raster = new ArrayList<>();
    private final CameraModel cameras = new CameraModel();
    private int pulses;
    private long begin;
    private long cpu;

    @Override
    public void start(Stage stage) {
        List<String> arguments = getParameters().getRaw();
        boolean space = arguments.contains("surface") || arguments.contains("software");
        Pane pane = space ? Pane.space("surface", "Surface", "", new Pane.Drawing("m", Pane.Style.SURFACE))
                : Pane.plane("plane", "Plane", "", new Pane.Drawing("m", Pane.Style.FILL), new Pane.Drawing("mesh", Pane.Style.LINES));
        PaneView view = new PaneView(pane, cameras, new ColorRangeModel(), this, !arguments.contains("software"));
        Scene scene = new Scene(view, 1024, 768);
        Theme.DARK.apply(scene);
        stage.setScene(scene);
        stage.show();
        List<RunSnapshot> snapshots = snapshots(space ? 128 : 512);
        if (arguments.contains("busy")) {
            Thread.ofPlatform().daemon().start(PaneTimings::compute);
        }
        new AnimationTimer() {
            @Override
            public void handle(long now) {
                if (++pulses == WARM_UP) {
                    begin = now;
                    cpu = processor();
                }
                frame(view, snapshots.get(pulses % snapshots.size()));
                if (pulses == WARM_UP + FRAMES) {
                    report(now, String.join(" ", arguments));
                }
            }
        }.start();
    }

    private void frame(PaneView view, RunSnapshot snapshot) {
        long t = System.nanoTime();
        view.show(snapshot);
        cameras.orbitProperty().set(new OrbitCamera(pulses, 32, 1));
        show.add((System.nanoTime() - t) * 1e-6);
        handOver.add(1e3 * view.handOverSeconds());
        raster.add(1e3 * view.rasterSeconds());
    }

    /** Nanoseconds of all threads. */
    private static long processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** A solver that leaves no core idle. */
    private static void compute() {
        double x = 1;
        while (x != 0) {
            x = Math.sin(x) + 1.5;
        }
    }

    private void report(long now, String what) {
        System.out.printf(Locale.ROOT, "%s: %.1f pulses a second, %.1f ms of processor a pulse; FX thread: show %.2f ms, hand over %.2f ms; "
                + "worker %.2f ms (medians of %d)%n", what, FRAMES / ((now - begin) * 1e-9), (processor() - cpu) * 1e-6 / FRAMES,
                median(show), median(handOver), median(raster), FRAMES);
        Platform.exit();
    }

    private static double median(List<Double> all) {
        List<Double> late = new ArrayList<>(all.subList(WARM_UP, all.size()));
        Collections.sort(late);
        return late.get(late.size() / 2);
    }

    private static List<RunSnapshot> snapshots(int cells) {
        SwirlExperiment e = new SwirlExperiment();
        try (RunLoop loop = new RunLoop(new Run(RunDefinition.of(e, e.defaults(), 1), 1))) {
            RunSnapshot s = loop.mailbox().latest();
            List<RunSnapshot> all = new ArrayList<>();
            for (int k = 0; k < 16; k++) {
                all.add(new RunSnapshot(frame(k, cells), s.state(), s.definition(), s.parameters(), k, s.checkpoints(), s.history(), 0, 0,
                        s.pace(), s.failure()));
            }
            return all;
        }
    }

    private static Frame frame(int k, int cells) {
        double[] m = new double[cells * cells];
        for (int c = 0; c < m.length; c++) {
            double x = (c / cells + 0.5) / cells - 0.5;
            double y = (c % cells + 0.5) / cells - 0.5;
            m[c] = Math.sin(20 * Math.hypot(x, y) - 0.4 * k);
        }
        int n = 128;
        double[] xy = new double[2 * (n + 1) * (n + 1)];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                int p = 2 * (i * (n + 1) + j);
                xy[p] = (i + Math.sin(0.1 * j + 0.4 * k)) / n;
                xy[p + 1] = (j + Math.cos(0.1 * i + 0.4 * k)) / n;
            }
        }
        return new Frame(k, k, List.of(new Layer.ScalarField("m", "m", "", cells, cells, Rect.UNIT, m),
                new Layer.Mesh("mesh", "mesh", "", n, n, xy, List.of())), Diagnostics.NONE);
    }

    @Override
    public void onPaint(List<Double> xy, double radius, double strength) {
    }

    @Override
    public void onPainted() {
    }

    @Override
    public void onMaximise(boolean maximised) {
    }

    @Override
    public void onExport(PaneContent content, ViewState view) {
    }

    @Override
    public void onBroken(RuntimeException e) {
        throw e;
    }
}
