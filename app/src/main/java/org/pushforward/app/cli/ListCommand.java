package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pushforward.app.export.AsJson;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.Papers;
import org.pushforward.engine.io.BibTex;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.VerdictStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code list}: what there is. */
@Command(name = "list", mixinStandardHelpOptions = true,
        description = "List the experiments, with --json every parameter too; or the papers they stand on, as text, JSON or BibTeX.")
final class ListCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--json", description = "machine-readable, with every parameter and preset")
    private boolean json;

    @Option(names = "--papers", description = "the papers, with their experiments and the checks that hold on this machine")
    private boolean papers;

    @Option(names = "--markdown", description = "with --papers: the table of the README")
    private boolean markdown;

    @Option(names = "--bibtex", description = "the papers as BibTeX entries")
    private boolean bibtex;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (markdown) {
            if (!papers) {
                throw new InputException("--markdown goes with --papers");
            }
            out.print(paperTable());
        } else if (bibtex) {
            out.print(BibTex.of(Papers.of(Catalogue.all()).stream().map(Papers.Paper::citation).toList()));
        } else if (papers) {
            listPapers(out);
        } else if (json) {
            ArrayNode all = JSON.createArrayNode();
            List<Presets.Preset> shelf = Presets.all(Catalogue.all());
            Catalogue.all().forEach(e -> AsJson.put(all.addObject(), e, shelf));
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            for (Experiment e : Catalogue.all()) {
                var d = e.description();
                out.printf(Locale.ROOT, "%-24s %-10s %s%n", d.id(), d.family().title(), d.title());
                d.citations().forEach(c -> out.printf(Locale.ROOT, "%-35s %s%n", "", c));
            }
        }
        return CommandLineInterface.OK;
    }

    /** A row a paper, in the order of the gallery. */
    static String paperTable() {
        StringBuilder s = new StringBuilder("| paper | experiment |\n|---|---|\n");
        for (Papers.Paper p : Papers.of(Catalogue.all())) {
            Experiment.Citation c = p.citation();
            String at = c.arxiv().isEmpty() ? "" : c.arxiv().startsWith("10.") ? "https://doi.org/" + c.arxiv() : "https://arxiv.org/abs/" + c.arxiv();
            String title = c.title().replace("|", "&#124;");
            s.append("| ").append(c.authors()).append(' ').append(c.year()).append(", ").append(at.isEmpty() ? title : "[" + title + "](" + at + ")").append(" | ")
                    .append(p.experiments().stream().map(e -> "`" + e.id() + "`").collect(Collectors.joining(", "))).append(" |\n");
        }
        return s.toString();
    }

    private void listPapers(PrintWriter out) {
        VerdictStore verdicts = VerdictStore.ofThisMachine();
        ArrayNode all = JSON.createArrayNode();
        for (Papers.Paper p : Papers.of(Catalogue.all())) {
            if (json) {
                ObjectNode node = AsJson.put(all.addObject(), p.citation());
                ArrayNode users = node.putArray("experiments");
                p.experiments().forEach(e -> {
                    VerdictStore.Tally t = verdicts.tally(e);
                    users.addObject().put("id", e.id()).put("hold", t.hold()).put("measured", t.measured()).put("checks", t.all());
                });
            } else {
                out.println(p.citation());
                p.experiments().forEach(e -> out.printf(Locale.ROOT, "    %-32s checks: %s%n", e.id(), verdicts.tally(e)));
            }
        }
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        }
    }
}
