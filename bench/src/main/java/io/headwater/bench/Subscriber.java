package io.headwater.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.ByteToMessageDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameTypes;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One agent on one connection: registers if it is told to, opens its stream, and counts what comes. */
final class Subscriber extends ByteToMessageDecoder {
    private static final int FIRST_STREAM = 1;
    /** Half of the default window: then the server hears that it was read. */
    private static final int CREDIT = 32 * 1024;

    private final Crowd crowd;
    private final int pid;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    private int stream = FIRST_STREAM;
    private int sequence;
    private int unacknowledged;
    private @Nullable ByteBuf incomplete;

    /** {@code pid}: its own among those of the crowd, or the server would take it for a process that registers again. */
    Subscriber(Crowd crowd, int pid) {
        this.crowd = crowd;
        this.pid = pid;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Http2Exception {
        var out = ctx.alloc().buffer();
        Http2.preface(out);
        Http2.settings(out);
        if (crowd.registers()) {
            var agent = RegisterRemoteAgentRequest.newBuilder()
                    .setPid(Integer.toString(pid))
                    .setFlavor("bench")
                    .setDisplayName("Bench")
                    .setApiEndpointUri("127.0.0.1:1")
                    .build();
            call(out, AgentSecureGrpc.getRegisterRemoteAgentMethod().getFullMethodName(), "", agent.toByteArray());
        } else {
            openStream(out, "");
        }
        send(ctx, out);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        while (in.readableBytes() >= Http2.FRAME_HEADER) {
            int start = in.readerIndex();
            int end = start + Http2.FRAME_HEADER + in.getUnsignedMedium(start);
            if (in.writerIndex() < end) {
                return;
            }
            in.skipBytes(Http2.FRAME_HEADER);
            frame(ctx, in.getByte(start + 3), in.getByte(start + 4), in.getInt(start + 5), in, end);
            in.readerIndex(end);
        }
    }

    private void frame(ChannelHandlerContext ctx, byte type, byte flags, int id, ByteBuf in, int end)
            throws InvalidProtocolBufferException, Http2Exception {
        switch (type) {
            case Http2FrameTypes.DATA -> data(ctx, in, end);
            case Http2FrameTypes.HEADERS ->
                headers(id, in.readSlice(end - in.readerIndex()), (flags & Http2.END_STREAM) != 0);
            case Http2FrameTypes.SETTINGS -> acknowledge(ctx, type, flags, Unpooled.EMPTY_BUFFER);
            case Http2FrameTypes.PING -> acknowledge(ctx, type, flags, in.readSlice(end - in.readerIndex()));
            case Http2FrameTypes.GO_AWAY, Http2FrameTypes.RST_STREAM ->
                crowd.failed(
                        "frame of type " + type + ": " + ByteBufUtil.hexDump(in.readSlice(end - in.readerIndex())));
            default -> {}
        }
    }

    private void headers(int id, ByteBuf block, boolean last) throws Http2Exception {
        var headers = decoder.decodeHeaders(id, block);
        if (!last) {
            return;
        }
        var status = headers.get("grpc-status");
        boolean registered = crowd.registers() && id == FIRST_STREAM && "0".contentEquals(String.valueOf(status));
        if (!registered) {
            crowd.failed("stream ended: grpc-status " + status + " " + headers.get("grpc-message"));
        }
    }

    private static void acknowledge(ChannelHandlerContext ctx, byte type, byte flags, ByteBuf payload) {
        if ((flags & Http2.ACK) == 0) {
            var out = ctx.alloc().buffer();
            Http2.frame(out, payload.readableBytes(), type, Http2.ACK, 0);
            send(ctx, out.writeBytes(payload));
        }
    }

    private void data(ChannelHandlerContext ctx, ByteBuf in, int end)
            throws InvalidProtocolBufferException, Http2Exception {
        unacknowledged += end - in.readerIndex();
        if (incomplete != null) {
            incomplete.writeBytes(in, end - in.readerIndex());
            messages(ctx, incomplete, incomplete.writerIndex());
            if (!incomplete.isReadable()) {
                dropIncomplete();
            }
        } else {
            messages(ctx, in, end);
            if (in.readerIndex() < end) {
                incomplete = ctx.alloc().buffer().writeBytes(in, end - in.readerIndex());
            }
        }
        if (unacknowledged >= CREDIT) {
            var out = ctx.alloc().buffer();
            Http2.windowUpdate(out, 0, unacknowledged);
            Http2.windowUpdate(out, stream, unacknowledged);
            send(ctx, out);
            unacknowledged = 0;
        }
    }

    private void messages(ChannelHandlerContext ctx, ByteBuf in, int end)
            throws InvalidProtocolBufferException, Http2Exception {
        while (end - in.readerIndex() >= Http2.MESSAGE_HEADER) {
            int start = in.readerIndex() + Http2.MESSAGE_HEADER;
            int length = in.getInt(in.readerIndex() + 1);
            if (end - start < length) {
                return;
            }
            message(ctx, in, start, length);
            in.readerIndex(start + length);
        }
    }

    private void message(ChannelHandlerContext ctx, ByteBuf in, int start, int length)
            throws InvalidProtocolBufferException, Http2Exception {
        if (crowd.registers() && stream == FIRST_STREAM) {
            stream = FIRST_STREAM + 2;
            var session = RegisterRemoteAgentResponse.parseFrom(in.nioBuffer(start, length))
                    .getSessionId();
            var out = ctx.alloc().buffer();
            openStream(out, session);
            send(ctx, out);
            return;
        }
        var event = crowd.event();
        event.read(in, start);
        if (event.snapshot) {
            crowd.snapshot(length, sequence == 0);
        } else {
            crowd.update(event.sequence == sequence + 1);
        }
        sequence = event.sequence;
    }

    private void openStream(ByteBuf out, String session) throws Http2Exception {
        var request = ConfigStreamRequest.newBuilder().setName("bench").build();
        call(out, AgentSecureGrpc.getStreamConfigEventsMethod().getFullMethodName(), session, request.toByteArray());
    }

    private void call(ByteBuf out, String method, String session, byte[] request) throws Http2Exception {
        var headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("https")
                .authority("localhost")
                .path("/" + method)
                .set("content-type", "application/grpc")
                .set("te", "trailers")
                .set("authorization", "Bearer " + crowd.token());
        if (!session.isEmpty()) {
            headers.set("session_id", session);
        }
        Http2.headers(out, stream, headers, encoder);
        Http2.message(out, stream, request, Http2.END_STREAM);
    }

    private static void send(ChannelHandlerContext ctx, ByteBuf frames) {
        var _ = ctx.writeAndFlush(frames, ctx.voidPromise());
    }

    private void dropIncomplete() {
        if (incomplete != null) {
            incomplete.release();
            incomplete = null;
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        dropIncomplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        crowd.failed("connection closed");
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated in the handler that it comes from, not in the one for what arrives
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        crowd.failed(cause.toString());
        var _ = ctx.close();
    }
}
