package org.pushforward.app.export;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;

/** The line for a shell that makes what is on the screen. */
public final class CommandText {

    private CommandText() { }

    /**
     * A run by its parameters; a session of several runs, with changes on the way or with data of its own by its file.
     *
     * @param file where the session is saved as it stands
     */
    public static Optional<String> of(Session session, Optional<Path> file) {
        Session.SavedRun run = session.runs().getFirst();
        boolean byParameters = session.runs().size() == 1 && run.definition().events().isEmpty()
                && run.definition().parameters().values().values().stream().noneMatch(v -> v instanceof SourceFile s && s.origin() == SourceFile.Origin.EMBEDDED);
        return byParameters ? Optional.of(run(run)) : file.map(f -> "./pushforward render " + quoted(f.toString()) + " -o picture.png");
    }

    private static String run(Session.SavedRun run) {
        RunDefinition d = run.definition();
        ParameterSet defaults = d.experiment().defaults();
        String set = d.experiment().parameters().stream().filter(p -> !d.parameters().value(p.id()).equals(defaults.value(p.id())))
                .map(p -> " --set " + quoted(p.id() + "=" + text(p, d.parameters().value(p.id())))).collect(Collectors.joining());
        return "./pushforward run " + d.experiment().id() + set + " --seed " + d.seed() + " --steps " + run.step() + " --out results";
    }

    private static <T> String text(Parameter<T> p, Object value) {
        return p.format(p.validate(value));
    }

    /** As a shell wants it. */
    private static String quoted(String word) {
        return word.matches("[\\w.,:=/+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
