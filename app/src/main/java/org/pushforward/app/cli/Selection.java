package org.pushforward.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.catalogue.Catalogue;

/** What several commands take: {@code [ID|--family F]}, which names all experiments when neither is given, and numbers. */
final class Selection {

    private Selection() { }

    static List<Experiment> of(String id, String family) {
        if (!id.isEmpty()) {
            return List.of(Catalogue.find(id));
        }
        List<Experiment> chosen = Catalogue.all().stream()
                .filter(e -> family.isEmpty() || e.description().family().equalsIgnoreCase(family)).toList();
        if (chosen.isEmpty()) {
            throw new InputException("--family: there is no family " + InputException.quoted(family) + "; there are "
                    + Catalogue.all().stream().map(e -> e.description().family()).distinct().collect(Collectors.joining(", ")));
        }
        return chosen;
    }

    static void requireAtLeast(String option, long value, long least) {
        if (value < least) {
            throw new InputException(option + ": " + value + " is not allowed; give a whole number from " + least);
        }
    }

    static void requireThreads(int threads) {
        if (threads < 1 || threads > Workers.MAX_THREADS) {
            throw new InputException("--threads: " + threads + " is not allowed; give a whole number from 1 to " + Workers.MAX_THREADS);
        }
    }
}
