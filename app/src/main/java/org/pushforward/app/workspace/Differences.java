package org.pushforward.app.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.pushforward.engine.api.Parameter;

/** In what runs of a session differ from each other. */
public final class Differences {

    private Differences() { }

    /** The values of one run that not all of them have, for example "α = 30, seed 2"; empty when they are the same so far. */
    public static String of(OpenRun run, List<OpenRun> all) {
        List<String> words = new ArrayList<>();
        for (Parameter<?> p : run.experiment().parameters()) {
            if (run.parameters().isShown(p.id()) && differ(all, r -> r.experiment() == run.experiment() ? r.parameters().value(p.id()) : "")) {
                words.add(word(p, run));
            }
        }
        if (differ(all, r -> r.definition().seed())) {
            words.add("seed " + run.definition().seed());
        }
        if (words.isEmpty() && differ(all, r -> r.definition().events())) {
            words.add(run.definition().events().size() + " changes on the way");
        }
        return String.join(", ", words);
    }

    private static boolean differ(List<OpenRun> all, Function<OpenRun, Object> value) {
        return all.stream().map(value).map(Objects::requireNonNull).distinct().count() > 1;
    }

    private static <T> String word(Parameter<T> p, OpenRun run) {
        String name = p.info().symbol().isEmpty() ? p.info().label() : p.info().symbol();
        return name + " = " + p.format(p.validate(run.parameters().value(p.id())));
    }
}
