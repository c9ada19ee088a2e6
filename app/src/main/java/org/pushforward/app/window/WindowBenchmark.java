package org.pushforward.app.window;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/**
 * What the window does for a frame while a solver runs, flat out or at its own pace, at every pulse after a warm-up: the work of the FX
 * thread by its own clock (snapshots, words, handing pictures over, styles and layout), and the time from one picture to the next.
 */
public final class WindowBenchmark {

    /**
     * @param seconds in ascending order
     * @param judged what the target is for: the worst frame, the median from picture to picture, or what 19 of 20 moves of a held slider do not exceed
     */
    public record Row(String id, String name, double[] seconds, double targetSeconds, double judged) { }

    /** A session that is played, and what is read from it. */
    private record Scene(Experiment experiment, ParameterSet parameters, Pace pace, Reading reading) { }

    private record Reading(String id, String name, double targetSeconds, Kind kind) { }

    /** Work of the FX thread a frame; time from picture to picture; time from a move of a held slider to the first picture of its value. */
    private enum Kind {
        WORK, PICTURES, HELD;

        double judged(double[] ascending) {
            int n = ascending.length;
            return ascending[switch (this) {
                case WORK -> n - 1;
                case PICTURES -> n / 2;
                case HELD -> n * 19 / 20;
            }];
        }
    }

    private static final double FRAME = 0.004;
    private static final double THIRTIETH = 1.0 / 30;
    private static final double ANSWER = 0.1;
    private static final int SHOW = 90;
    /** Three seconds at 60 pulses. */
    private static final int WARM_UP = 180;
    private static final int SAMPLES = 240;

    private WindowBenchmark() { }

    /** Opens a window, plays all scenes and closes it. Call once; throws UnsupportedOperationException where there is no display. */
    public static List<Row> run() {
        CompletableFuture<List<Row>> rows = new CompletableFuture<>();
        Platform.startup(() -> {
            try {
                play(scenes(), new ArrayList<>(), rows);
            } catch (RuntimeException e) {
                rows.completeExceptionally(e);
            }
        });
        List<Row> all = rows.join();
        Platform.exit();
        return all;
    }

    private static List<Scene> scenes() {
        StandingWave wave = new StandingWave();
        Experiment bridge = Catalogue.find("bridge.light");
        ParameterSet particles = ParameterSet.of(bridge.parameters(), "particles=20000", "steps=10000000");
        ParameterSet flow = ParameterSet.of(bridge.parameters(), "particles=20000", "steps=0", "flow-steps=5000");
        Experiment mesh = Catalogue.find("mesh.monge-ampere");
        ParameterSet bell = ParameterSet.of(mesh.parameters(), "monitor=moving-bell", "n=128", "end-time=1000");
        ParameterSet photograph = mesh.defaults();
        return List.of(
                new Scene(mesh, photograph, Pace.FLAT_OUT, new Reading("held-slider", "a slider held on the photograph, from a move to its picture", ANSWER, Kind.HELD)),
                new Scene(wave, wave.defaults(), Pace.FLAT_OUT, new Reading("fx-thread", "FX thread a frame, 512² field under a 128² mesh", FRAME, Kind.WORK)),
                new Scene(mesh, bell, Pace.FLAT_OUT, new Reading("fx-thread-bell", "FX thread a frame, moving bell on 128² cells, with its surface", FRAME, Kind.WORK)),
                new Scene(bridge, particles, Pace.FLAT_OUT, new Reading("fx-thread-particles", "FX thread a frame, 20 000 particles while training", FRAME, Kind.WORK)),
                new Scene(bridge, particles, Pace.FLAT_OUT, new Reading("particles-training", "from picture to picture, 20 000 particles and training flat out",
                        THIRTIETH, Kind.PICTURES)),
                new Scene(bridge, flow, Pace.perSecond(bridge.stepsPerSecond(flow)), new Reading("particles",
                        "from picture to picture, 20 000 particles advanced and drawn", THIRTIETH, Kind.PICTURES)));
    }

    private static void play(List<Scene> scenes, List<Row> done, CompletableFuture<List<Row>> rows) {
        if (scenes.isEmpty()) {
            rows.complete(List.copyOf(done));
            return;
        }
        measure(scenes.getFirst(), row -> {
            done.add(row);
            play(scenes.subList(1, scenes.size()), done, rows);
        });
    }

    private static void measure(Scene scene, Consumer<Row> then) {
        WorkbenchWindow window = new WorkbenchWindow(new Stage(), Dialogs.none(), emptyHome());
        Platform.setImplicitExit(false);
        window.show();
        RunDefinition d = RunDefinition.of(scene.experiment(), scene.parameters(), 1);
        window.workspace().open(new Session("", "", Session.Clock.STEP, List.of(new Session.SavedRun("1", -1, 0, d, 0, 0, "")), ViewSettings.NONE));
        new AnimationTimer() {
            private final double[] seconds = new double[SAMPLES];
            private int pulse = -WARM_UP - SHOW;
            private int count;
            private long pictures;
            private long last;
            private double value;

            @Override
            public void handle(long now) {
                if (++pulse == -WARM_UP) {
                    window.workspace().setPace(scene.pace());
                    window.workspace().play();
                }
                long shown = window.panes().first().orElseThrow().pictures();
                if (scene.reading().kind() == Kind.HELD) {
                    hold(now, shown);
                } else if (pulse > 0 && scene.reading().kind() == Kind.WORK) {
                    seconds[count++] = window.frameWork().seconds();
                } else if (shown > pictures) {
                    if (pulse > 0) {
                        seconds[count++] = (now - last) * 1e-9;
                    }
                    pictures = shown;
                    last = now;
                }
                if (count == SAMPLES) {
                    stop();
                    window.close();
                    Arrays.sort(seconds);
                    then.accept(new Row(scene.reading().id(), scene.reading().name(), seconds, scene.reading().targetSeconds(), scene.reading().kind().judged(seconds)));
                }
            }

            /** Moves the slider of α on as soon as there is a picture of where it was moved to. */
            private void hold(long now, long shown) {
                Parameter<?> alpha = scene.experiment().parameters().stream().filter(p -> p.id().equals("alpha")).findFirst().orElseThrow();
                boolean taken = window.workspace().selected().flatMap(OpenRun::snapshot).filter(s -> s.parameters().real("alpha") == value).isPresent();
                if (pulse < 0 || value > 0 && !taken) {
                    pictures = shown;
                } else if (value == 0 || shown > pictures) {
                    if (value > 0) {
                        seconds[count++] = (now - last) * 1e-9;
                    }
                    value = 15 + 5 * Math.sin(0.1 * count);
                    pictures = shown;
                    last = now;
                    window.workspace().set(alpha, value, true);
                }
            }
        }.start();
    }

    private static Path emptyHome() {
        try {
            Path home = Files.createTempDirectory("pushforward-bench");
            home.toFile().deleteOnExit();
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
