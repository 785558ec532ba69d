package io.sonde.targets.jmx.rmi;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.rmi.dgc.Lease;
import java.rmi.dgc.VMID;
import java.rmi.server.ObjID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A login: the remote object that represents this client at the server, and the lease that keeps
 * the server from garbage collecting that object.
 *
 * <p>It stays valid when the sockets of its calls are closed, as long as there are calls (by
 * default one in two minutes) and the lease is renewed. Several sessions may use it at once.
 * Thread-safe.
 */
final class RmiClient {
  // The remote objects of RMI itself use the method numbers and hashes of the oldest protocol.
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

  RmiStream open(RmiConnection.ReadContext context) throws IOException {
    return RmiStream.open(connection, tls, context);
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
