package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The least that any Java server can do: mutual TLS, then the same bytes to every connection, one task per event loop. It
 * understands nothing of what it is sent, keeps no state per subscriber and ignores flow control.
 */
final class Floor extends ChannelInitializer<Channel> implements Yardstick {
    private final SslContext tls;
    private final int snapshotBytes;
    private final Map<EventLoop, Set<Channel>> subscribers = new ConcurrentHashMap<>();
    private int sequence = 1;
    private ByteBuf opening = Unpooled.directBuffer();
    private int openedAt;

    private Floor(SslContext tls, int snapshotBytes) {
        this.tls = tls;
        this.snapshotBytes = snapshotBytes;
    }

    public static void main(String... args) throws Exception {
        var arguments = Arguments.of(args);
        var floor = new Floor(Credentials.read(arguments.credentials()).serverTls(), arguments.snapshotBytes());
        var loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
        var bound = new ArrayList<Address>();
        for (var address : arguments.addresses()) {
            var server = new ServerBootstrap()
                    .group(loops)
                    .channel(address.serverChannel())
                    .childHandler(floor);
            bound.add(Address.of(server.bind(address.socket()).sync().channel()));
        }
        Yardstick.serve(bound, floor);
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object preface) throws Http2Exception {
                ReferenceCountUtil.release(preface);
                if (subscribersOn(channel.eventLoop()).add(channel)) {
                    var _ = ctx.writeAndFlush(opening(), ctx.voidPromise());
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                subscribersOn(channel.eventLoop()).remove(channel);
            }
        });
    }

    @Override
    public synchronized void publish(Stamp first, int count) {
        var frames = new ArrayList<ByteBuf>(count);
        for (int i = 0; i < count; i++) {
            var frame = Unpooled.directBuffer();
            var update = Events.update(++sequence, new Stamp(first.nanos(), first.ordinal() + i));
            Http2.message(frame, 1, update.toByteArray(), 0);
            frames.add(frame);
        }
        subscribers.forEach((loop, channels) -> {
            frames.forEach(ByteBuf::retain);
            loop.execute(() -> write(frames, channels));
        });
        frames.forEach(ByteBuf::release);
    }

    private static void write(List<ByteBuf> frames, Set<Channel> channels) {
        for (var channel : channels) {
            for (var frame : frames) {
                var _ = channel.write(frame.retainedDuplicate(), channel.voidPromise());
            }
            channel.flush();
        }
        frames.forEach(ByteBuf::release);
    }

    private Set<Channel> subscribersOn(EventLoop loop) {
        return subscribers.computeIfAbsent(loop, _ -> new HashSet<>());
    }

    /** What a connection is sent first; made once for all that join between two updates. */
    private synchronized ByteBuf opening() throws Http2Exception {
        if (openedAt != sequence) {
            opening.release();
            opening = Unpooled.directBuffer();
            Http2.settings(opening);
            var headers = new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
            Http2.headers(opening, 1, headers, new DefaultHttp2HeadersEncoder());
            Http2.message(opening, 1, Events.snapshot(sequence, snapshotBytes).toByteArray(), 0);
            openedAt = sequence;
        }
        return opening.retainedDuplicate();
    }
}
