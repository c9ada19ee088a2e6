package org.pushforward.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;

/** The experiments that {@code [ID|--family F]} names; all of them when neither is given. */
final class Selection {

    private Selection() { }

    static List<Experiment> of(String id, String family) {
        if (!id.isEmpty()) {
            return List.of(Catalogue.find(id));
        }
        List<Experiment> chosen = Catalogue.all().stream()
                .filter(e -> family.isEmpty() || e.description().family().equalsIgnoreCase(family)).toList();
        if (chosen.isEmpty()) {
            throw new InputException("--family: there is no family \"" + family + "\"; there are "
                    + Catalogue.all().stream().map(e -> e.description().family()).distinct().collect(Collectors.joining(", ")));
        }
        return chosen;
    }
}
