package org.pushforward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.io.OutputStream;
import java.io.IOException;
import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.raster.SavedView;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {

    private static final String ID = "mesh.monge-ampere";

    @TempDir
    private Path folder;

    private record Outcome(int code, String out, String err) { }

    private static Outcome execute(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLineInterface.execute(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), arguments);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    @Test
    void listNamesEveryParameterWithItsRange() {
        assertThat(execute("list").out()).contains(ID);
        JsonNode first = json(execute("list", "--json").out()).get(0);
        assertThat(first.get("id").stringValue()).isEqualTo(ID);
        List<String> ids = first.get("parameters").valueStream().map(p -> p.get("id").stringValue()).toList();
        assertThat(ids).contains("monitor", "n", "alpha", "beta", "radius2", "function", "scale", "exponent", "image", "feature", "smoothing",
                "refine", "end-time", "dt", "tolerance", "continuation");
        JsonNode alpha = first.get("parameters").get(ids.indexOf("alpha"));
        assertThat(alpha.get("symbol").stringValue()).isEqualTo("α");
        assertThat(alpha.get("range").get("max").doubleValue()).isEqualTo(1e4);
        assertThat(alpha.get("defaultBy").get("cases").get("bell").doubleValue()).isEqualTo(50);
    }

    @Test
    void runWritesEverythingAScriptReliesOn() throws Exception {
        Path out = folder.resolve("out");
        Outcome o = execute("run", ID, "--set", "monitor=bell", "--set", "n=24", "--out", out.toString(), "--frames", "3", "--seed", "5");
        assertThat(o.code()).as(o.err()).isZero();
        JsonNode result = json(Files.readString(out.resolve("result.json")));
        assertThat(result.propertyNames()).contains("experiment", "version", "parameters", "seed", "steps", "state", "wallSeconds", "cpuSeconds",
                "diagnostics", "checks");
        assertThat(result.get("state").stringValue()).isEqualTo("converged");
        assertThat(result.get("seed").longValue()).isEqualTo(5);
        assertThat(result.get("parameters").get("alpha").doubleValue()).isEqualTo(50);
        assertThat(result.get("diagnostics").propertyNames()).contains("residual", "newton-iterations", "linear-iterations", "min-jacobian",
                "equidistribution-cv");
        assertThat(result.get("checks").get(0).propertyNames()).contains("name", "value", "reference", "tolerance", "pass", "source");
        byte[] mesh = Files.readAllBytes(out.resolve("mesh.npy"));
        assertThat(new String(mesh, 0, 128, StandardCharsets.ISO_8859_1)).contains("(25, 25, 2)");
        int header = 10 + ByteBuffer.wrap(mesh, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort();
        ByteBuffer values = ByteBuffer.wrap(mesh, header, mesh.length - header).order(ByteOrder.LITTLE_ENDIAN).slice().order(ByteOrder.LITTLE_ENDIAN);
        assertThat(values.getDouble(8 * (2 * 25 * 24))).as("x of node (24, 0): i runs along x").isEqualTo(1);
        assertThat(values.getDouble(8 * (2 * 24 + 1))).as("y of node (0, 24)").isEqualTo(1);
        List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
        assertThat(metrics.getFirst()).startsWith("step,").contains("residual");
        assertThat(metrics).hasSize(result.get("steps").intValue() + 2);
        assertThat(ImageIO.read(out.resolve("frame.png").toFile()).getWidth()).isEqualTo(1600);
        assertThat(out.resolve("frames").toFile().list()).hasSize(3);
        assertThat(out.toFile().list()).noneMatch(n -> n.contains(".part"));
    }

    @Test
    void resultsNameTheirArraysAndThoseOfAnEarlierRunGo() throws Exception {
        Path out = folder.resolve("again");
        Path points = Files.writeString(folder.resolve("p.csv"), "x;y;weight\n0;0,5;1\n1;2;3\n");
        assertThat(execute("run", "ot.sinkhorn", "--set", "source=" + points, "--set", "target=" + points, "--out", out.toString()).code()).isZero();
        JsonNode first = json(Files.readString(out.resolve("result.json")));
        assertThat(first.get("arrays").get("plan.npy").toString()).isEqualTo("[2,2]");
        assertThat(first.get("arrays").get("potential-f.npy").toString()).isEqualTo("[2]");
        assertThat(first.get("understood").get("source").stringValue())
                .isEqualTo("2 points in 2 dimensions, weights from column 3, header skipped, split at semicolons, decimal commas");
        for (String name : first.get("arrays").propertyNames()) {
            assertThat(out.resolve(name)).isRegularFile();
        }
        Files.writeString(out.resolve("mine.npy"), "not from here");
        assertThat(execute("run", ID, "--set", "monitor=bell", "--set", "n=8", "--out", out.toString()).code()).isZero();
        JsonNode second = json(Files.readString(out.resolve("result.json")));
        List<String> arrays = new ArrayList<>(second.get("arrays").propertyNames());
        arrays.add("mine.npy");
        assertThat(out.toFile().list((_, n) -> n.endsWith(".npy"))).containsExactlyInAnyOrderElementsOf(arrays);
    }

    @Test
    void aResultThatNamesFilesElsewhereRemovesNone() throws Exception {
        Path other = Files.writeString(folder.resolve("other.npy"), "x");
        Path out = Files.createDirectories(folder.resolve("hostile"));
        Files.writeString(out.resolve("result.json"), "{\"arrays\": {\"../other.npy\": [1], \"" + other + "\": [1], \"frame.png\": [1]}}");
        Files.writeString(out.resolve("frame.txt"), "x");
        assertThat(execute("run", ID, "--set", "monitor=bell", "--set", "n=8", "--out", out.toString()).code()).isZero();
        assertThat(other).hasContent("x");
    }

    @Test
    void aPictureGoesToTheStandardOutput() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = CommandLineInterface.execute(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, "render", ID, "--step", "0",
                "--size", "100x80", "-o", "-");
        assertThat(code).isZero();
        assertThat(ImageIO.read(new ByteArrayInputStream(out.toByteArray())).getWidth()).isEqualTo(100);
    }

    @Test
    void anOutputThatCannotBeWrittenIsAnErrorButAReaderThatLeftIsNone() {
        for (String problem : new String[] {"No space left on device", "Bad file descriptor", "Broken pipe"}) {
            StandardOutput out = new StandardOutput(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException(problem);
                }
            });
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = CommandLineInterface.execute(out, new PrintStream(err, true, StandardCharsets.UTF_8), "list");
            boolean gone = problem.equals("Broken pipe");
            assertThat(code).isEqualTo(gone ? CommandLineInterface.OK : CommandLineInterface.BAD_INPUT);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(gone ? "" : "pushforward: the standard output cannot be written: " + problem + System.lineSeparator());
        }
    }

    @Test
    void exitCodesTellConvergedStoppedAndFinished() {
        assertThat(execute("run", ID, "--set", "monitor=bell", "--set", "n=24", "--steps", "2").code()).isEqualTo(CommandLineInterface.NOT_CONVERGED);
        assertThat(execute("run", ID, "--set", "monitor=constant", "--set", "n=24", "--steps", "0").code()).isEqualTo(CommandLineInterface.OK);
        Outcome bell = execute("run", ID, "--set", "monitor=moving-bell", "--set", "n=16", "--set", "end-time=0.05", "--until", "time");
        assertThat(bell.code()).isZero();
        assertThat(bell.out()).contains("finished after 5 steps");
    }

    @Test
    void theVersionTellsOnRequestWhatNetworksAreComputedWith() {
        assertThat(execute("--version").out()).doesNotContain("networks");
        assertThat(execute("--version", "--verbose").out()).contains("networks: libtorch with");
        assertThat(execute("--verbose").code()).isEqualTo(CommandLineInterface.BAD_INPUT);
    }

    @Test
    void aBenchFailsWithARunAndWhenStrictWithABarThatIsMissed() {
        assertThat(BenchCommand.exitCode(false, false, true)).isZero();
        assertThat(BenchCommand.exitCode(false, true, false)).isZero();
        assertThat(BenchCommand.exitCode(false, true, true)).isEqualTo(CommandLineInterface.CHECK_FAILED);
        assertThat(BenchCommand.exitCode(true, false, false)).isEqualTo(CommandLineInterface.CHECK_FAILED);
    }

    @Test
    void benchesFromAFreshStart() {
        Outcome o = execute("bench", "ot.sinkhorn", "--cold", "--runs", "1", "--warm-ups", "0", "--json");
        assertThat(o.code()).as(o.err()).isZero();
        JsonNode timings = json(o.out()).get("timings");
        assertThat(timings).hasSize(1);
        assertThat(timings.get(0).get("benchmark").stringValue()).isEqualTo("points-4000-sharp");
        assertThat(timings.get(0).get("median").doubleValue()).isPositive();
        assertThat(timings.get(0).get("target").doubleValue()).isEqualTo(1);
        assertThat(json(o.out()).get("networks").stringValue()).startsWith("libtorch with");
    }

    @Test
    void aParameterWithoutEffectIsMentioned() {
        assertThat(execute("run", ID, "--set", "monitor=constant", "--set", "beta=3", "--set", "n=8").err()).contains("beta has no effect with monitor=constant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --port 70000", "serve --port x", "serve --threads 0", "run", "run nothing", "run mesh.monge-ampere --set", "run mesh.monge-ampere --set alpha=x",
        "run mesh.monge-ampere --set alpha", "run mesh.monge-ampere --set alpha=-1", "run mesh.monge-ampere --set n=1", "run mesh.monge-ampere --set n=3000",
        "run mesh.monge-ampere --set gamma=1", "run mesh.monge-ampere --set image=/no/such.png", "run mesh.monge-ampere --set image=pom.xml",
        "run mesh.monge-ampere --steps -1", "run mesh.monge-ampere --steps many", "run mesh.monge-ampere --threads 0", "run mesh.monge-ampere --threads 5000", "bench mesh.monge-ampere --threads 0", "run mesh.monge-ampere --out pom.xml",
        "run mesh.monge-ampere --out /proc/no", "render mesh.monge-ampere -o .", "run mesh.monge-ampere --set alpha=1,5", "run mesh.monge-ampere --set n=1e99", "run mesh.monge-ampere --seed 1e99",
        "run mesh.monge-ampere --steps 99999999999999999999", "run mesh.monge-ampere --set image=.", "run mesh.monge-ampere --set image=/dev/zero", "run .", "run /dev/null", "run mesh.monge-ampere --until time",
        "run mesh.monge-ampere --until never", "run mesh.monge-ampere --frames 3", "run /no/such.json", "run pom.xml", "render mesh.monge-ampere",
        "render mesh.monge-ampere --size 10x10 -o x.png", "render mesh.monge-ampere --size big -o x.png", "render mesh.monge-ampere --step -1 -o x.png",
        "render mesh.monge-ampere --pane nothing --step 0 -o x.png", "verify nothing", "verify --family Nothing", "bench nothing", "bench ot.sinkhorn --only nothing", "bench --runs 0", "bench --warm-ups -1", "bench --window --cold",
        "bench mesh.monge-ampere --cold", "dance", "--nothing",
        "render mesh.monge-ampere --step 0 -o /proc/no/x.png", "run bridge.light-m --set coupling=minibatch-ot --set batch=65536",
        "run bridge.dsb --set method=sb-cfm --set batch=16384"})
    void badUsageGivesOneClearLineAndAtMostOneHint(String line) {
        Outcome o = execute(line.split(" "));
        assertThat(o.code()).isEqualTo(CommandLineInterface.BAD_INPUT);
        assertThat(o.err().lines().toList()).hasSizeBetween(1, 2).first().asString().startsWith("pushforward: ").doesNotContain("internal error");
        assertThat(o.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aSavedSessionRunsAndRenders() throws Exception {
        var e = Catalogue.find(ID);
        RunDefinition d = RunDefinition.of(e, e.defaults().with("monitor", "bell").with("n", 16), 1);
        Path file = folder.resolve("s.json");
        SessionFile.write(file, new Session("Bell", "", Session.Clock.STEP, List.of(new Session.SavedRun("this run", -1, 0, d, 3, 3, "x")), ViewSettings.NONE));
        assertThat(execute("run", file.toString()).out()).contains("converged");
        Path a = folder.resolve("a.png");
        Path b = folder.resolve("b.png");
        assertThat(execute("render", file.toString(), "--size", "640x400", "-o", a.toString()).code()).isZero();
        assertThat(execute("render", file.toString(), "--size", "640x400", "--step", "3", "-o", b.toString()).code()).isZero();
        assertThat(Files.mismatch(a, b)).as("the saved step is the one that is drawn").isEqualTo(-1);
        assertThat(execute("render", file.toString(), "--size", "640x400", "--step", "0", "-o", b.toString()).code()).isZero();
        assertThat(Files.mismatch(a, b)).isNotEqualTo(-1);
    }

    @Test
    void aPresetIsDrawnByItsName() throws Exception {
        Path a = folder.resolve("a.png");
        Path b = folder.resolve("b.png");
        assertThat(execute("render", "algebra.brauer-fast", "--size", "640x400", "--step", "1", "-o", a.toString()).code()).isZero();
        assertThat(execute("render", "brauer-fast-determinants", "--size", "640x400", "--step", "1", "-o", b.toString()).code()).isZero();
        assertThat(Files.mismatch(a, b)).isNotEqualTo(-1);
        assertThat(execute("run", "brauer-fast-determinants").out()).contains("algebra.brauer-fast");
        assertThat(execute("list", "--json").out()).contains("\"brauer-fast-determinants\"");
    }

    /** A combination that is not allowed is a hole; started again, only what is missing is computed. */
    @Test
    void aSweepIsOneTableThatIsGoneOnWith() throws Exception {
        String[] line = {"sweep", "mesh.movers", "--set", "n=8", "--vary", "mover=laplacian,monge-ampere", "--vary", "alpha=1..4:log:3", "--seeds", "2", "--steps", "2",
            "--out", folder.resolve("sweep").toString()};
        assertThat(execute(line).out()).contains("12 runs");
        Path table = folder.resolve("sweep/table.csv");
        List<String> rows = Files.readAllLines(table);
        assertThat(rows).hasSize(13);
        assertThat(rows.getFirst()).startsWith("mover,alpha,seed,state,steps,");
        assertThat(rows.stream().skip(1).map(r -> r.split(",")[1])).contains("1", "2", "4");
        List<Path> members;
        try (var all = Files.list(folder.resolve("sweep/members"))) {
            members = all.sorted().toList();
        }
        Files.delete(members.getFirst());
        var untouched = Files.getLastModifiedTime(members.getLast());
        execute(line);
        assertThat(Files.readAllLines(table)).isEqualTo(rows);
        assertThat(members.getFirst()).exists();
        assertThat(Files.getLastModifiedTime(members.getLast())).isEqualTo(untouched);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n", "n=", "n=1..2", "n=1..2:log:1", "n=-1..1:log:3", "n=1..2:cubic:3", "nothing=1,2", "n=0,8", "n=8 --vary n=9"})
    void whatCannotBeVariedIsOneLine(String vary) {
        List<String> line = new ArrayList<>(List.of("sweep", "mesh.movers", "--out", folder.resolve("none").toString(), "--vary"));
        line.addAll(List.of(vary.split(" ")));
        Outcome o = execute(line.toArray(String[]::new));
        assertThat(o.code()).isEqualTo(CommandLineInterface.BAD_INPUT);
        assertThat(o.err().lines()).hasSizeLessThan(3);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void theGalleryIsPagesWhoseLinksLeadSomewhere() throws Exception {
        Path site = folder.resolve("site");
        assertThat(execute("gallery", "ot.line", "--out", site.toString(), "--seconds", "0.1").code()).isZero();
        var reader = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        for (String page : List.of("index.html", "ot.line.html")) {
            var document = reader.parse(new InputSource(new StringReader(Files.readString(site.resolve(page)).replace("<!DOCTYPE html>", ""))));
            assertThat(document.getElementsByTagName("math").getLength()).isEqualTo(page.startsWith("ot") ? 2 : 0);
            for (String[] link : List.of(new String[] {"a", "href"}, new String[] {"img", "src"}, new String[] {"link", "href"})) {
                var all = document.getElementsByTagName(link[0]);
                for (int k = 0; k < all.getLength(); k++) {
                    String to = ((Element) all.item(k)).getAttribute(link[1]);
                    assertThat(to.startsWith("https://") || to.startsWith("data:") || Files.isRegularFile(site.resolve(to))).as(to).isTrue();
                }
            }
        }
        assertThat(site.resolve("ot.line.html")).content().contains("cost left at half time", "Into two needles", "./pushforward verify ot.line", "https://");
    }

    @Test
    void aFilmHasEveryStepAndTheSameBitsEachTime(@TempDir Path folder) throws Exception {
        Path a = folder.resolve("a.gif");
        Path b = folder.resolve("b.gif");
        Outcome o = execute("film", "ot.line", "--steps", "2..7", "--size", "160x100", "-o", a.toString());
        assertThat(o.code()).isZero();
        assertThat(o.out()).startsWith("6 frames, ").contains("→ " + a);
        execute("film", "ot.line", "--steps", "2..7", "--size", "160x100", "--threads", "1", "-o", b.toString());
        assertThat(b).hasSameBinaryContentAs(a);
        Path pictures = folder.resolve("pictures");
        assertThat(execute("film", "ot.line", "--every", "20", "--size", "161x101", "--theme", "light", "-o", pictures.toString()).out()).startsWith("4 frames");
        assertThat(pictures.toFile().list()).containsExactlyInAnyOrder("frame-000000.png", "frame-000020.png", "frame-000040.png", "frame-000060.png");
        Path film = folder.resolve("a.mp4");
        assertThat(execute("film", "ot.line", "--steps", "0..99", "--every", "30", "--size", "161x101", "-o", film.toString()).err()).contains("rests at step 60");
        assertThat(film).isNotEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"film ot.line -o x.avi", "film ot.line --steps 5 -o x.gif", "film ot.line --steps 5..4 -o x.gif", "film ot.line --steps 99..100 -o x.gif",
        "film ot.line --fps 99 -o x.gif", "film ot.line --fps 0 -o x.mp4", "film ot.line --size 9999x9 -o x.mp4", "film ot.line --scale 9 -o x.mp4",
        "film ot.line --every 0 -o x.mp4", "film nothing -o x.mp4", "film ot.line", "render ot.line --size 5x5mm -o x.pdf", "render ot.line --background pink -o x.pdf",
        "render pom.png -o y.png", "run ot.line --vtk 3"})
    void badFilmsAndFiguresAreRefusedInOneLine(String line) {
        badUsageGivesOneClearLineAndAtMostOneHint(line);
        assertThat(Path.of("x.gif")).doesNotExist();
    }

    @Test
    void aPictureIsAnExperimentThatCanBeRun(@TempDir Path folder) throws Exception {
        for (String name : List.of("a.png", "a.svg")) {
            Path picture = folder.resolve(name);
            Path again = folder.resolve("again-" + name);
            assertThat(execute("render", "ot.line", "--step", "9", "--size", "80x50mm", "--background", "transparent", "-o", picture.toString()).code()).isZero();
            assertThat(execute("render", picture.toString(), "--size", "80x50mm", "--background", "transparent", "-o", again.toString()).code()).isZero();
            assertThat(again).hasSameBinaryContentAs(picture);
        }
        Path pdf = folder.resolve("a.pdf");
        assertThat(execute("render", folder.resolve("a.png").toString(), "-o", pdf.toString()).code()).isZero();
        assertThat(Files.readString(pdf, StandardCharsets.ISO_8859_1)).startsWith("%PDF-1.4").contains("/EmbeddedFile");
    }

    @Test
    void theWholeRunIsWrittenForParaView(@TempDir Path folder) {
        assertThat(execute("run", "mesh.monge-ampere", "--set", "n=8", "--steps", "4", "--vtk", "3", "--out", folder.toString()).code()).isEqualTo(CommandLineInterface.NOT_CONVERGED);
        assertThat(folder.resolve("vtk").toFile().list()).contains("mesh.pvd", "mesh-000000.vtu", "mesh-000002.vtu", "mesh-000004.vtu", "potential.pvd");
    }

    @Test
    void renderDrawsWhatTheWindowShowed() throws Exception {
        var e = Catalogue.find(ID);
        RunDefinition d = RunDefinition.of(e, e.defaults().with("monitor", "bell").with("n", 16), 1);
        ViewSettings no = ViewSettings.NONE;
        List<ViewSettings> looks = List.of(no,
                new ViewSettings(List.of("area", "mesh"), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.of("area"), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), true, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 1, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(List.of(0.3), List.of(0.2, 0.6)), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), Optional.of(new ViewSettings.Camera(0.1, 0, 3)), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), no.camera(), Optional.of(new ViewSettings.Orbit(60, 70, 1, 0, 0, 0, Optional.empty())), no.colormap(), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), Optional.of("magma"), no.range(), Map.of(), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), Optional.of("fixed"),
                        Map.of(SavedView.quantity(e.panes().get(1)), new ViewSettings.Range(0.01, 100, true)), Map.of()),
                new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of("mesh", List.of("picture"))),
                new ViewSettings(List.of("area"), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of("area", List.of("statistics"))),
                new ViewSettings(List.of(), Optional.empty(), true, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of("mesh", List.of("difference"))),
                new ViewSettings(List.of("area"), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of(), List.of(),
                        Map.of("area", new Measures(List.of(new Measures.Spot(0.3, 0.4)), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))),
                new ViewSettings(List.of("area"), Optional.empty(), false, 0, List.of(), no.camera(), no.orbit(), no.colormap(), no.range(), Map.of(), Map.of(), List.of(),
                        Map.of("area", new Measures(List.of(), Optional.of(new Measures.Line(0.1, 0.2, 0.9, 0.5)), Optional.empty(), Optional.empty(), Optional.empty()))));
        Set<String> pictures = new HashSet<>();
        for (ViewSettings look : looks) {
            Path file = folder.resolve("look.json");
            SessionFile.write(file, new Session("Bell", "", Session.Clock.STEP, List.of(new Session.SavedRun("one", -1, 0, d, 2, 3, "x"),
                    new Session.SavedRun("two", -1, 0, d, 3, 3, "x")), look));
            Path picture = folder.resolve("look.png");
            assertThat(execute("render", file.toString(), "--size", "640x400", "-o", picture.toString()).code()).isZero();
            assertThat(pictures.add(Arrays.toString(Files.readAllBytes(picture)))).as("%s is drawn", look).isTrue();
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() throws Exception {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        execute("run", ID, "--set", "monitor=ring", "--set", "n=40", "--threads", "1", "--out", one.toString());
        execute("run", ID, "--set", "monitor=ring", "--set", "n=40", "--threads", "2", "--out", two.toString());
        assertThat(Files.mismatch(one.resolve("mesh.npy"), two.resolve("mesh.npy"))).isEqualTo(-1);
        assertThat(Files.mismatch(one.resolve("metrics.csv"), two.resolve("metrics.csv"))).isEqualTo(-1);
    }

    @Test
    void picturesOfARunThatFailedDoNotHideTheFailure() throws Exception {
        Path out = folder.resolve("out");
        // A coarse mesh does not resolve this ring, and the user forbids both ways out.
        String[] line = {"run", ID, "--set", "monitor=ring", "--set", "alpha=20", "--set", "radius2=0.16", "--set", "n=20", "--set", "refine=1", "--set", "continuation=1",
            "--out", out.toString(), "--frames", "4"};
        Outcome o = execute(line);
        String state = json(Files.readString(out.resolve("result.json"))).get("state").stringValue();
        assertThat(state).isIn("stalled", "diverged");
        assertThat(o.code()).isEqualTo(state.equals("diverged") ? CommandLineInterface.DIVERGED : CommandLineInterface.NOT_CONVERGED);
        assertThat(o.out()).contains(state + " after");
        assertThat(o.err()).contains(state + " at step");
    }

    @Test
    void moreFramesThanStepsGiveOnePictureAStep() {
        Path out = folder.resolve("out");
        execute("run", ID, "--set", "monitor=bell", "--set", "n=8", "--steps", "2", "--out", out.toString(), "--frames", "1000000");
        assertThat(out.resolve("frames").toFile().list()).containsExactlyInAnyOrder("000000.png", "000001.png", "000002.png");
    }

    @Test
    void aTimeDependentRunReachesItsEndUnlessStepsAreGiven() {
        String[] moving = {"run", ID, "--set", "monitor=moving-bell", "--set", "n=4", "--set", "dt=1e-5", "--set", "end-time=0.1002", "--set", "alpha=0.01",
            "--set", "refine=1"};
        assertThat(execute(moving).out()).contains("finished after 10020 steps");
        String[] three = Arrays.copyOf(moving, moving.length + 2);
        three[moving.length] = "--steps";
        three[moving.length + 1] = "3";
        Outcome o = execute(three);
        assertThat(o.code()).isZero();
        assertThat(o.out()).contains("stopped after 3 steps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "ar-EG", "tr-TR", "hi-IN-u-nu-deva"})
    void theLanguageOfTheMachineChangesNoNumberAndNoName(String language) throws Exception {
        Locale before = Locale.getDefault();
        String[] line = {"run", ID, "--set", "monitor=bell", "--set", "n=8", "--set", "alpha=1.5", "--frames", "2", "--out"};
        try {
            Locale.setDefault(Locale.ENGLISH);
            Path english = folder.resolve("en");
            String said = execute(with(line, english)).out();
            Locale.setDefault(Locale.forLanguageTag(language));
            Path other = folder.resolve("other");
            assertThat(withoutTimes(execute(with(line, other)).out(), "other")).isEqualTo(withoutTimes(said, "en"));
            assertThat(other.resolve("frames").toFile().list()).containsExactlyInAnyOrder(english.resolve("frames").toFile().list());
            for (String file : List.of("metrics.csv", "mesh.npy", "frame.png")) {
                assertThat(Files.mismatch(english.resolve(file), other.resolve(file))).as(file).isEqualTo(-1);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String[] with(String[] line, Path out) {
        String[] all = Arrays.copyOf(line, line.length + 1);
        all[line.length] = out.toString();
        return all;
    }

    private static String withoutTimes(String said, String folder) {
        return said.replaceAll("\\d+\\.\\d{3} s", "").replace("/" + folder, "");
    }

    @Test
    void foldersWithSpacesAndAllScriptsAreFine() throws Exception {
        Path out = folder.resolve("ein Ordner/日本 ü");
        assertThat(execute("run", ID, "--set", "monitor=constant", "--set", "n=8", "--out", out.toString()).code()).isZero();
        assertThat(out.resolve("result.json")).exists();
        Path file = out.resolve("sitzung é.json");
        var e = Catalogue.find(ID);
        SessionFile.write(file, new Session("Ω", "", Session.Clock.STEP, List.of(new Session.SavedRun("r", -1, 0,
                RunDefinition.of(e, e.defaults().with("monitor", "constant").with("n", 8), 1), 0, 0, "")), ViewSettings.NONE));
        assertThat(execute("run", file.toString()).code()).isZero();
    }

    @Test
    void aSessionCannotSteerTheTerminal() throws Exception {
        Path file = Files.writeString(folder.resolve("evil.json"), "{\"format\": \"pushforward-session\", \"version\": 1, \"\\u001b]0;owned\\u0007\": 1}");
        Outcome o = execute("run", file.toString());
        assertThat(o.code()).isEqualTo(CommandLineInterface.BAD_INPUT);
        assertThat(o.err()).contains("unknown field").doesNotContain("\u001b").doesNotContain("\u0007");
    }

    @Test
    void aPathInASessionIsReadOnlyWhenAskedForAndTheHintSaysHow() throws Exception {
        byte[] picture = SourceFile.sample("flower.jpg").content();
        Path image = Files.write(folder.resolve("photo.jpg"), picture);
        var e = Catalogue.find(ID);
        Session s = new Session("s", "", Session.Clock.STEP, List.of(new Session.SavedRun("r", -1, 0, RunDefinition.of(e,
                e.defaults().with("n", 8).with("image", SourceFile.embedded("photo.jpg", picture)), 1), 0, 0, "")), ViewSettings.NONE);
        String json = SessionFile.toJson(s).replaceFirst("\"base64\" : \"[^\"]*\"", "\"path\" : \"" + image + "\"");
        Path file = Files.writeString(folder.resolve("s.json"), json);
        Outcome o = execute("run", file.toString());
        assertThat(o.code()).isEqualTo(CommandLineInterface.BAD_INPUT);
        assertThat(o.err()).contains("photo.jpg").contains("hint: add --allow-paths");
        assertThat(execute("run", file.toString(), "--allow-paths", "--steps", "0").code()).isEqualTo(CommandLineInterface.NOT_CONVERGED);
    }
}
