package org.pushforward.views.raster;

import org.pushforward.engine.run.History;

/** The history of a run as plots read it. */
public record SnapshotHistory(History.Snapshot snapshot) implements HistoryView {

    @Override
    public int size() {
        return snapshot.size();
    }

    @Override
    public long step(int k) {
        return k;
    }

    @Override
    public double value(int k, String diagnostic) {
        return snapshot.value(k, diagnostic);
    }
}
