package org.pushforward.engine.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pushforward.engine.api.Experiment;

/** Every paper that an experiment stands on, with the experiments that do, in the order of the gallery. */
public final class Papers {

    /** A paper and the experiments that name it. */
    public record Paper(Experiment.Citation citation, List<Experiment> experiments) {
        public Paper {
            experiments = List.copyOf(experiments);
        }
    }

    private Papers() { }

    /** Papers are the same when their arXiv id or DOI is, or else their title, whatever its case. */
    public static List<Paper> of(List<Experiment> experiments) {
        Map<String, Experiment.Citation> citations = new LinkedHashMap<>();
        Map<String, List<Experiment>> users = new LinkedHashMap<>();
        for (Experiment e : experiments) {
            for (Experiment.Citation c : e.description().citations()) {
                String key = (c.arxiv().isEmpty() ? c.title() : c.arxiv()).toLowerCase(Locale.ROOT);
                citations.merge(key, c, (a, b) -> a.code().isEmpty() ? b : a);
                users.computeIfAbsent(key, _ -> new ArrayList<>()).add(e);
            }
        }
        return citations.entrySet().stream().map(e -> new Paper(e.getValue(), users.get(e.getKey()))).toList();
    }
}
