package io.sonde.collection.run;

/** The owner of a run. Its methods may be called by any thread. */
public interface Owner {
  /** An owner that needs to know nothing and is never closed. */
  Owner NONE =
      new Owner() {
        @Override
        public void ended(Run run) {}

        @Override
        public boolean closed() {
          return false;
        }
      };

  /** The read of the run has ended. */
  void ended(Run run);

  /** True when no read may begin any more. */
  boolean closed();
}
