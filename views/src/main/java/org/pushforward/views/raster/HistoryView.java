package org.pushforward.views.raster;

/** The diagnostics of a run to date, one row per recorded step in ascending order. Reading must be safe while the run goes on. */
public interface HistoryView {

    /** Nothing was recorded. */
    HistoryView EMPTY = new HistoryView() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public long step(int k) {
            throw new IndexOutOfBoundsException(k);
        }

        @Override
        public double value(int k, String diagnostic) {
            throw new IndexOutOfBoundsException(k);
        }
    };

    int size();

    /** The step of row k. */
    long step(int k);

    /** The value of a diagnostic in row k; NaN where it has none. */
    double value(int k, String diagnostic);
}
