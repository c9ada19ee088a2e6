package org.pushforward.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Family;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.engine.run.Run;
import org.pushforward.views.formula.MathMarkup;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SessionPage;
import org.pushforward.views.raster.SnapshotHistory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gallery}: a web site of plain files, a page an experiment. */
@Command(name = "gallery", mixinStandardHelpOptions = true,
        description = "Write a web site of plain files: a page an experiment, with picture, formulas, checks, papers and commands.")
final class GalleryCommand implements Callable<Integer> {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final String STYLE = "/org/pushforward/assets/css/gallery.css";

    @Parameters(paramLabel = "ID", arity = "0..1", description = "only this experiment")
    private String id = "";

    @Option(names = "--family", paramLabel = "F", description = "only this family")
    private String family = "";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "the folder to write")
    private Path folder;

    @Option(names = "--seconds", paramLabel = "T", defaultValue = "3",
            description = "play the first preset of each for so long before the picture is taken, if it states no step (default ${DEFAULT-VALUE})")
    private double seconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Experiment> chosen = Selection.of(id, family);
        List<Presets.Preset> shelf = Presets.all(Catalogue.all());
        VerdictStore verdicts = VerdictStore.ofThisMachine();
        AtomicFile.prepareFolder(folder);
        AtomicFile.prepareFolder(folder.resolve("pictures"));
        try (var style = GalleryCommand.class.getResourceAsStream(STYLE); Progress progress = new Progress(spec.commandLine().getErr())) {
            byte[] css = style.readAllBytes();
            AtomicFile.write(folder.resolve("gallery.css"), out -> out.write(css));
            for (Experiment e : chosen) {
                progress.show(e.id(), Double.NaN);
                List<Presets.Preset> presets = shelf.stream().filter(p -> p.experiment() == e).toList();
                Raster picture = drawn(presets.getFirst());
                Png.write(picture.pixels(), picture.width(), picture.height(), folder.resolve("pictures").resolve(e.id() + ".png"));
                write(e.id() + ".html", page(e, presets, verdicts));
            }
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be written", "", e);
        }
        write("index.html", index(chosen));
        spec.commandLine().getOut().println(folder.resolve("index.html"));
        return CommandLineInterface.OK;
    }

    private void write(String name, String html) {
        AtomicFile.write(folder.resolve(name), out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    }

    private Raster drawn(Presets.Preset p) {
        var saved = p.session().runs().getFirst();
        try (Run run = new Run(saved.definition(), Runtime.getRuntime().availableProcessors())) {
            long end = System.nanoTime() + (long) (1e9 * seconds);
            boolean stated = p.pictured() != Experiment.Preset.QUICK;
            while (run.canStep() && (!stated || run.currentStep() < p.pictured()) && System.nanoTime() < end) {
                run.step();
            }
            Raster raster = new Raster(WIDTH, HEIGHT);
            new SessionPage().draw(new SavedView(p.session().view()), PaneColors.DARK, 1,
                    List.of(new SessionPage.Shown(saved.name(), p.experiment(), run.frame(), new SnapshotHistory(run.history()))), raster);
            return raster;
        }
    }

    private static String head(String title, String description) {
        return """
                <!DOCTYPE html>
                <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
                <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>%s</title>
                <meta name="description" content="%s"/>
                <link rel="icon" href="data:,"/>
                <link rel="stylesheet" href="gallery.css"/>
                </head>
                """.formatted(text(title), text(description));
    }

    private static String index(List<Experiment> chosen) {
        StringBuilder page = new StringBuilder(head("Pushforward: the experiments", "Numerical methods that push one distribution forward to another, live"));
        page.append("<body class=\"index\">\n<h1>Pushforward</h1>\n<p class=\"lead\">").append(chosen.size())
                .append(chosen.size() == 1 ? " experiment" : " experiments").append(" in which a method runs beside its truth.</p>\n");
        for (Family f : Family.values()) {
            List<Experiment> of = chosen.stream().filter(e -> e.description().family() == f).toList();
            if (of.isEmpty()) {
                continue;
            }
            page.append("<h2>").append(text(f.title())).append("</h2>\n<ul class=\"cards\">\n");
            for (Experiment e : of) {
                page.append("<li><a href=\"%1$s.html\"><img src=\"pictures/%1$s.png\" alt=\"\" loading=\"lazy\"/><strong>%2$s</strong><code>%1$s</code></a></li>%n"
                        .formatted(e.id(), text(e.description().title())));
            }
            page.append("</ul>\n");
        }
        return page.append(foot()).toString();
    }

    private static String page(Experiment e, List<Presets.Preset> presets, VerdictStore verdicts) {
        var d = e.description();
        StringBuilder page = new StringBuilder(head(d.title() + " – Pushforward", d.idea()));
        page.append("<body>\n<nav><a href=\"index.html\">Pushforward</a> › ").append(text(d.family().title())).append("</nav>\n<h1>").append(text(d.title()))
                .append("</h1>\n<img class=\"picture\" src=\"pictures/").append(e.id()).append(".png\" width=\"").append(WIDTH).append("\" height=\"").append(HEIGHT)
                .append("\" alt=\"").append(text(d.title() + ": " + presets.getFirst().session().title())).append("\"/>\n<p class=\"lead\">").append(text(d.idea()))
                .append("</p>\n");
        d.formulas().forEach(f -> page.append(MathMarkup.of(f)).append('\n'));
        page.append("<h2>Start it</h2>\n<pre>./pushforward run ").append(e.id()).append("\n./pushforward render ").append(e.id()).append(" -o picture.png\n./pushforward verify ")
                .append(e.id()).append("</pre>\n<h2>Presets</h2>\n<ul>\n");
        presets.forEach(p -> page.append("<li><strong>").append(text(p.session().title())).append("</strong> ").append(text(p.session().summary())).append(" <code>")
                .append(p.name()).append("</code></li>\n"));
        page.append("</ul>\n<h2>Checks</h2>\n<table>\n<thead><tr><th>what is measured</th><th>allowed</th><th>measured</th><th>reference</th></tr></thead>\n<tbody>\n");
        e.checks().forEach(c -> page.append(row(e, c, verdicts)));
        page.append("</tbody>\n</table>\n<h2>Papers</h2>\n<ul>\n");
        d.citations().forEach(c -> page.append("<li>").append(cited(c)).append("</li>\n"));
        return page.append("</ul>\n").append(foot()).toString();
    }

    private static String row(Experiment e, Check c, VerdictStore verdicts) {
        Optional<VerdictStore.Entry> known = verdicts.verdict(e.id(), c);
        String measured = known.map(v -> "<td class=\"" + (v.pass() ? "holds" : "fails") + "\">" + Table.number(v.value()) + (v.pass() ? "" : " (does not hold)") + "</td>")
                .orElse(c instanceof Check.Live ? "<td class=\"none\">each run</td>" : "<td class=\"none\">not measured here</td>");
        return "<tr><td>" + text(c.name()) + "</td><td>" + text(c.criterion().toString()) + "</td>" + measured + "<td>" + text(c.source()) + "</td></tr>\n";
    }

    private static String cited(Experiment.Citation c) {
        String address = c.arxiv().isEmpty() ? "" : c.arxiv().startsWith("10.") ? "https://doi.org/" + c.arxiv() : "https://arxiv.org/abs/" + c.arxiv();
        List<String> parts = new ArrayList<>(List.of(text(c.authors() + " (" + c.year() + "): "), "<em>" + text(c.title()) + "</em>"));
        if (!address.isEmpty()) {
            parts.add(" <a href=\"" + text(address) + "\">" + text(c.arxiv()) + "</a>");
        }
        if (!c.code().isEmpty()) {
            parts.add(" <a href=\"" + text(c.code()) + "\">code</a>");
        }
        return String.join("", parts);
    }

    private static String foot() {
        return "<footer>Pushforward " + Program.version() + ", " + text(Program.machine()) + "</footer>\n</body>\n</html>\n";
    }

    private static String text(String s) {
        return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
