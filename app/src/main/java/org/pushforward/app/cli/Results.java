package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.pushforward.app.export.AsJson;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.io.JsonReader;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Verifier;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.RunHistory;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SnapshotHistory;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Thumbnail;
import org.pushforward.views.raster.ViewState;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The files a run leaves behind: result.json, metrics.csv, one NPY an array, frame.png. */
final class Results {

    static final int WIDTH = 1600;
    static final int HEIGHT = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A name that stays inside the folder. */
    private static final Pattern ARRAY = Pattern.compile("[\\w-][\\w.-]*\\.npy");

    private Results() { }

    static void write(HeadlessRun headless, Path folder) {
        Run run = headless.run();
        removeEarlier(folder);
        Map<String, int[]> arrays = Npy.writeAll(run.frame(), folder);
        Csv.write(run.history(), folder.resolve("metrics.csv"));
        Csv.writeTables(run.frame(), folder);
        picture(run, ViewState.DARK, WIDTH, HEIGHT, folder.resolve("frame.png"));
        String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json(headless, arrays)) + "\n";
        AtomicFile.write(folder.resolve("result.json"), out -> out.write(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** The arrays of an earlier run, which its own result names, would be taken for those of this one. */
    private static void removeEarlier(Path folder) {
        Path result = folder.resolve("result.json");
        List<String> names = List.of();
        try {
            if (Files.isRegularFile(result)) {
                JsonReader earlier = JsonReader.parse(result.toString(), Files.readString(result));
                names = earlier.has("arrays") ? earlier.object("arrays").names() : names;
                Files.delete(result);
            }
            for (String name : names) {
                Path array = folder.resolve(name);
                if (ARRAY.matcher(name).matches() && Files.isRegularFile(array, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(array);
                }
            }
        } catch (InputException e) {
            // Something else of that name, which will be replaced.
        } catch (IOException e) {
            throw AtomicFile.unwritten(folder.toString(), e);
        }
    }

    private static ObjectNode json(HeadlessRun headless, Map<String, int[]> arrays) {
        Run run = headless.run();
        RunDefinition d = run.definition();
        ObjectNode root = JSON.createObjectNode().put("experiment", d.experiment().id()).put("version", Program.version());
        ObjectNode parameters = root.putObject("parameters");
        run.parameters().values().forEach((id, value) -> AsJson.put(parameters, id, value));
        ObjectNode understood = root.putObject("understood");
        run.parameters().understood().forEach(understood::put);
        root.put("seed", d.seed()).put("steps", run.currentStep()).put("state", headless.state())
                .put("wallSeconds", headless.wallSeconds()).put("cpuSeconds", headless.cpuSeconds());
        ObjectNode diagnostics = root.putObject("diagnostics");
        run.frame().diagnostics().entries().forEach(e -> AsJson.putNumber(diagnostics, e.id(), e.value()));
        ObjectNode files = root.putObject("arrays");
        arrays.forEach((name, shape) -> {
            ArrayNode sizes = files.putArray(name);
            Arrays.stream(shape).forEach(sizes::add);
        });
        ArrayNode notes = root.putArray("notes");
        run.frame().notes().forEach(notes::add);
        ArrayNode checks = root.putArray("checks");
        Verifier.live(d.experiment(), run.frame(), headless.status()).forEach(v -> AsJson.put(checks.addObject(), v));
        return root;
    }

    /** Goes back through the run by its checkpoints, so the pictures are those of the run that was made. */
    static void writeFrames(Run run, int frames, Path folder, PrintWriter err) {
        if (frames < 1) {
            return;
        }
        long end = run.currentStep();
        int pictures = (int) Math.min(frames, end + 1);
        try (Progress progress = new Progress(err)) {
            for (int k = 0; k < pictures; k++) {
                long step = pictures == 1 ? end : Math.round((double) end * k / (pictures - 1));
                run.seek(step);
                picture(run, ViewState.DARK, WIDTH, HEIGHT, folder.resolve("frames").resolve(String.format(Locale.ROOT, "%06d.png", step)));
                progress.show("picture " + (k + 1) + " of " + pictures, (k + 1.0) / pictures);
            }
        }
        run.seek(end);
    }

    static void picture(Run run, ViewState view, int width, int height, Path file) {
        Png.write(drawn(run, view, width, height).pixels(), width, height, file);
    }

    static Raster drawn(Run run, ViewState view, int width, int height) {
        Raster raster = new Raster(width, height);
        new Page().render(run.definition().experiment().panes(), run.frame(), List.of(new RunHistory("", new SnapshotHistory(run.history()), 0)), view, raster);
        return raster;
    }

    /** One pane edge to edge: for thumbnails and for putting into a text. */
    static Raster drawn(Run run, String id, SavedView seen, PaneColors theme, int width, int height) {
        List<Pane> panes = run.definition().experiment().panes();
        Pane pane = panes.stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow(() -> new InputException("--pane: there is no pane "
                + InputException.quoted(id) + "; there are " + String.join(", ", panes.stream().map(Pane::id).toList())));
        return Thumbnail.of(run, pane, seen, theme, width, height);
    }
}
