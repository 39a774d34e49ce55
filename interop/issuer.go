package interop

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "EC PRIVATE KEY"
	validity         = 50 * 365 * 24 * time.Hour
)

// Issued are fresh contents of the two credential files, in the form an agent creates them.
type Issued struct {
	Token    string
	Identity []byte
}

// Issue makes a token and a self-signed P-256 certificate that may act as root, server and client.
func Issue() (Issued, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return Issued{}, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Issued{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	if err != nil {
		return Issued{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{Organization: []string{"Datadog, Inc."}},
		NotBefore:             time.Now(),
		NotAfter:              time.Now().Add(validity),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature | x509.KeyUsageCRLSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		DNSNames:              []string{serverName},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return Issued{}, err
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return Issued{}, err
	}
	identity := append(
		pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: certificate}),
		pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: sec1})...)
	return Issued{Token: hex.EncodeToString(secret), Identity: identity}, nil
}

// Credentials are what an agent reads out of these contents.
func (i Issued) Credentials() (Credentials, error) {
	return ParseCredentials(i.Token, i.Identity)
}

// Replace puts the contents in place of the files in dir, each whole or not at all.
func (i Issued) Replace(dir string) error {
	if err := replaceFile(filepath.Join(dir, certificateFile), i.Identity); err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, tokenFile), []byte(i.Token))
}

func replaceFile(path string, content []byte) error {
	draft := path + ".new"
	if err := os.WriteFile(draft, content, 0o600); err != nil {
		return err
	}
	return os.Rename(draft, path)
}
