package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.PlugIns;
import org.pushforward.engine.io.Program;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plugins}: the experiments of other people. */
@Command(name = "plugins", mixinStandardHelpOptions = true, description = "List the plug-ins: jars with experiments of other people; add or remove one.")
final class PlugInsCommand implements Callable<Integer> {

    @Option(names = "--add", paramLabel = "JAR", description = "copy a jar into the folder of plug-ins and allow it: it runs with all your rights")
    private Path add;

    @Option(names = "--remove", paramLabel = "NAME", description = "delete a jar from that folder")
    private String remove;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (remove != null) {
            PlugIns.remove(Program.home(), remove);
        }
        if (add != null) {
            Path added = PlugIns.add(Program.home(), add);
            out.println("added " + added);
        }
        if (add == null && remove == null) {
            Catalogue.plugIns().forEach(p -> out.println(words(p)));
            if (Catalogue.plugIns().isEmpty()) {
                out.println("there are none; pushforward plugins --add JAR adds one");
            }
        }
        return CommandLineInterface.OK;
    }

    private static String words(PlugIns.PlugIn p) {
        return p.name() + "  " + switch (p.answer()) {
            case UNASKED -> "not allowed yet, SHA-256 " + p.hash() + "; pushforward plugins --add allows it";
            case REFUSED -> "refused";
            case ALLOWED -> p.problem().isEmpty() ? p.experiments().stream().map(Experiment::id).collect(Collectors.joining(", ")) : "left out: " + p.problem();
        };
    }
}
