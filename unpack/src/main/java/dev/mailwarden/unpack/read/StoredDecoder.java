package dev.mailwarden.unpack.read;

/** Content that is not packed. */
final class StoredDecoder implements Decoder {

    private final Container container;
    private final long limit;
    private final long declaredEnd;
    private long at;

    /**
     * @param length as declared; less may be there
     */
    StoredDecoder(Container container, long at, long length) {
        this.container = container;
        this.at = at;
        this.declaredEnd =
                length < 0 || length > Long.MAX_VALUE - at ? Long.MAX_VALUE : at + length;
        this.limit = Math.min(declaredEnd, container.length());
    }

    @Override
    public int read(byte[] buffer) throws DamagedException {
        int count = (int) Math.min(buffer.length, limit - at);
        if (count <= 0) {
            if (limit < declaredEnd) {
                throw new DamagedException("the content breaks off");
            }
            return -1;
        }
        container.copy(at, buffer, count);
        at += count;
        return count;
    }

    @Override
    public long end() {
        return at;
    }
}
