package io.sonde.targets.jmx.rmi;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.rmi.dgc.Lease;
import java.rmi.dgc.VMID;
import java.rmi.server.ObjID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A login: the remote object by which the server knows this client, and the lease that keeps the
 * server from giving that object to its garbage collector.
 *
 * <p>It outlives the sockets of its calls, for as long as it is called now and then (two minutes,
 * by default) and its lease is renewed. Several sessions may use it at once; thread-safe.
 */
final class RmiClient {
  // RMI's own remote objects go by the numbers and hashes of their oldest protocol.
  private static final long DGC_HASH = -669196253586618813L;
  private static final int DIRTY = 1;
  private static final long LEASE_MILLIS = 600_000;

  private final RmiReference connection;
  private final @Nullable RmiTls tls;
  private final VMID leaseholder = new VMID();
  private final AtomicLong renewals = new AtomicLong();
  private volatile long renewal;

  RmiClient(RmiReference connection, @Nullable RmiTls tls) {
    this.connection = connection;
    this.tls = tls;
  }

  ObjID id() {
    return connection.id();
  }

  RmiStream open(RmiTurn turn) throws IOException {
    return RmiStream.open(connection, tls, turn);
  }

  boolean isLeaseOld() {
    return System.nanoTime() - renewal >= 0;
  }

  void renew(RmiStream stream) throws IOException, RmiSession.Thrown {
    long sequence = renewals.incrementAndGet();
    long millis =
        stream.call(
            new ObjID(ObjID.DGC_ID),
            DIRTY,
            DGC_HASH,
            out -> {
              out.writeObject(new ObjID[] {connection.id()});
              out.writeLong(sequence);
              out.writeObject(new Lease(leaseholder, LEASE_MILLIS));
            },
            answer -> granted(answer.object()));
    renewal = System.nanoTime() + millis / 2 * 1_000_000;
  }

  private static long granted(@Nullable Object lease) throws IOException {
    if (lease instanceof SerialObject object
        && object.type().is("java.rmi.dgc.Lease")
        && object.field("value") instanceof Long millis) {
      return Math.clamp(millis, 0, LEASE_MILLIS);
    }
    throw new InvalidObjectException("expected a lease");
  }
}
