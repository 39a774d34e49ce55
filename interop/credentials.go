package interop

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

const (
	tokenFile       = "auth_token"
	certificateFile = "ipc_cert.pem"
	serverName      = "localhost"
	shortestToken   = 32
)

// Credentials are what the processes of one host share: a bearer token, and one certificate that is root, server and client.
type Credentials struct {
	Token       string
	Certificate tls.Certificate
	Roots       *x509.CertPool
}

// ReadCredentials reads the two files as an agent does, which takes the token as it stands, line end and all.
func ReadCredentials(dir string) (Credentials, error) {
	token, err := os.ReadFile(filepath.Join(dir, tokenFile))
	if err != nil {
		return Credentials{}, err
	}
	if len(token) < shortestToken {
		return Credentials{}, fmt.Errorf("%s: %d characters (expected: >= %d)", tokenFile, len(token), shortestToken)
	}
	identity, err := os.ReadFile(filepath.Join(dir, certificateFile))
	if err != nil {
		return Credentials{}, err
	}
	return ParseCredentials(string(token), identity)
}

// ParseCredentials insists, as an agent does, on a CERTIFICATE block and then an EC PRIVATE KEY block in SEC1.
func ParseCredentials(token string, identity []byte) (Credentials, error) {
	certificate, rest := pem.Decode(identity)
	if certificate == nil || certificate.Type != certificateBlock {
		return Credentials{}, errors.New(certificateFile + ": no " + certificateBlock + " block comes first")
	}
	key, _ := pem.Decode(rest)
	if key == nil || key.Type != keyBlock {
		return Credentials{}, errors.New(certificateFile + ": no " + keyBlock + " block comes second")
	}
	private, err := x509.ParseECPrivateKey(key.Bytes)
	if err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", certificateFile, err)
	}
	leaf, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", certificateFile, err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	pair := tls.Certificate{Certificate: [][]byte{certificate.Bytes}, PrivateKey: private, Leaf: leaf}
	return Credentials{Token: token, Certificate: pair, Roots: roots}, nil
}

// ClientTLS trusts the shared certificate alone and presents it.
func (c Credentials) ClientTLS() *tls.Config {
	return &tls.Config{
		ServerName:   serverName,
		RootCAs:      c.Roots,
		Certificates: []tls.Certificate{c.Certificate},
		MinVersion:   tls.VersionTLS12,
	}
}

// ServerTLS lets in only who presents the shared certificate.
func (c Credentials) ServerTLS() *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{c.Certificate},
		ClientCAs:    c.Roots,
		ClientAuth:   tls.RequireAndVerifyClientCert,
		MinVersion:   tls.VersionTLS12,
	}
}

// Dial connects to HOST:PORT or unix:PATH with a token on every call.
func (c Credentials) Dial(target string) (*grpc.ClientConn, error) {
	return Dial(target, c.ClientTLS(), c.Token)
}

// Dial connects with exactly what it is given; an empty token sends none. Receive limits are those of grpc-go: 4 MiB.
func Dial(target string, identity *tls.Config, token string) (*grpc.ClientConn, error) {
	options := []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(identity))}
	if token != "" {
		options = append(options, grpc.WithPerRPCCredentials(bearer(token)))
	}
	return grpc.NewClient(target, options...)
}

type bearer string

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{authorizationKey: b.authorization()}, nil
}

func (b bearer) RequireTransportSecurity() bool { return true }

func (b bearer) authorization() string { return "Bearer " + string(b) }
